namespace KestrelTcp.Tests.Worker;

/// <summary>Keeps what is written, and counts in how many writes.</summary>
internal sealed class RecordingStream : MemoryStream
{
    private readonly Lock _gate = new();

    public int Writes { get; private set; }

    public byte[] Written
    {
        get
        {
            lock (_gate)
            {
                return ToArray();
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            Writes++;
            base.Write(buffer, offset, count);
        }
    }
}
