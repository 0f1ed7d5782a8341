namespace KestrelTcp.Operations.Logging;

/// <summary>Where formatted records go. Used by the writer thread alone; throws <see cref="IOException"/> when it cannot.</summary>
internal interface ILogOutput : IDisposable
{
    /// <summary>For messages: <c>stderr</c>, or the file's path.</summary>
    string Name { get; }

    /// <summary>Whole records, written through at once.</summary>
    void Write(ReadOnlySpan<byte> records);
}
