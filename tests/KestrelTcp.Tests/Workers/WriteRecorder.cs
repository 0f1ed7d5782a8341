namespace KestrelTcp.Tests.Workers;

/// <summary>Keeps each write for itself; every third one takes its time.</summary>
internal sealed class WriteRecorder : MemoryStream
{
    public List<byte[]> Writes { get; } = [];

    public byte[] All => [.. Writes.SelectMany(write => write)];

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Writes.Count % 3 == 2)
        {
            await Task.Yield();
        }

        Writes.Add(buffer.ToArray());
    }
}
