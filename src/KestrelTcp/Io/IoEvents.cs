namespace KestrelTcp.Io;

/// <summary>What a descriptor is ready for: the bits of epoll(7).</summary>
[Flags]
internal enum IoEvents : uint
{
    None = 0,

    /// <summary>EPOLLIN: there is something to read.</summary>
    Readable = 0x001,

    /// <summary>EPOLLPRI: there are urgent bytes among those to read.</summary>
    Urgent = 0x002,

    /// <summary>EPOLLOUT: there is room to write.</summary>
    Writable = 0x004,

    /// <summary>EPOLLERR; for a pipe's writing end: nobody reads any more.</summary>
    Failed = 0x008,

    /// <summary>EPOLLHUP: both directions are shut.</summary>
    HungUp = 0x010,

    /// <summary>EPOLLRDHUP: the peer has ended its side.</summary>
    PeerEnded = 0x2000,

    /// <summary>EPOLLET: told once when it becomes so, not as long as it is so.</summary>
    EdgeTriggered = 0x80000000,

    /// <summary>Reading will not end in "try again": bytes, the end, or an error.</summary>
    AnyInput = Readable | Failed | HungUp | PeerEnded,

    /// <summary>After these no further edge may come: what is read must be read to its end.</summary>
    AnyEnd = Failed | HungUp | PeerEnded,

    /// <summary>After these a receive may give less than there is: it ends where the urgent bytes are, and before the end.</summary>
    AnyStop = Urgent | AnyEnd,

    /// <summary>Writing will not end in "try again".</summary>
    AnyOutput = Writable | Failed | HungUp,
}
