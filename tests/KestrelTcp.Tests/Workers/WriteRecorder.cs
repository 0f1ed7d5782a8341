namespace KestrelTcp.Tests.Workers;

/// <summary>Keeps each write for itself; every third one takes its time.</summary>
internal sealed class WriteRecorder : MemoryStream
{
    public List<byte[]> Writes { get; } = [];

    /// <summary>Called with how much has been written, before the write returns.</summary>
    public Action<long>? Written { get; set; }

    public byte[] All => [.. Writes.SelectMany(write => write)];

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Writes.Count % 3 == 2)
        {
            await Task.Yield();
        }

        Writes.Add(buffer.ToArray());
        Written?.Invoke(Writes.Sum(write => (long)write.Length));
    }
}
