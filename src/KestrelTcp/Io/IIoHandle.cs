namespace KestrelTcp.Io;

/// <summary>A descriptor that a loop watches.</summary>
internal interface IIoHandle
{
    /// <summary>Its place in the loop's table; the loop's own business.</summary>
    int Slot { get; set; }

    /// <summary>Called on the loop's thread, once for each change (edge-triggered); must not block.</summary>
    void OnReady(IoEvents events);
}
