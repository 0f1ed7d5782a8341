using KestrelTcp.Io;

namespace KestrelTcp.Workers;

/// <summary>The two byte streams between a worker and us: its standard streams, or a socket that it dialled.</summary>
internal interface IWorkerLink : IDisposable
{
    /// <summary>What we write and the worker reads.</summary>
    Stream Input { get; }

    /// <summary>What the worker writes.</summary>
    Stream Output { get; }

    /// <summary>The thread that waits for its output; null: any.</summary>
    IoLoop? Loop { get; }

    /// <summary>Bytes of our finished writes that the worker has not read, as far as can be told; below 0 when it has read of one that is not finished.</summary>
    int UnreadInput { get; }

    /// <summary>The worker has written something that we have not read.</summary>
    bool HasOutput { get; }
}
