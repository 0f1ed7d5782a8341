namespace KestrelTcp.Operations.Logging;

/// <summary>Standard output or error, or a plain file that is appended to.</summary>
internal sealed class StreamLogOutput(string name, Stream stream) : ILogOutput
{
    public string Name { get; } = name;

    public void Write(ReadOnlySpan<byte> records)
    {
        stream.Write(records);
        stream.Flush();
    }

    public void Dispose() => stream.Dispose();
}
