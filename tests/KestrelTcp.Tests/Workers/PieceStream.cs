namespace KestrelTcp.Tests.Workers;

/// <summary>Gives the pieces of a text read by read, as a pipe may.</summary>
internal sealed class PieceStream(params byte[][] pieces) : MemoryStream
{
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = new(pieces.Select(piece => (ReadOnlyMemory<byte>)piece));

    public int Reads { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Reads++ % 2 == 1)
        {
            await Task.Yield();
        }

        if (!_pieces.TryPeek(out var piece))
        {
            return 0;
        }

        var count = Math.Min(piece.Length, buffer.Length);
        piece[..count].CopyTo(buffer);
        _pieces.Dequeue();
        if (count < piece.Length)
        {
            // The rest comes first at the next read.
            var others = _pieces.ToArray();
            _pieces.Clear();
            _pieces.Enqueue(piece[count..]);
            Array.ForEach(others, _pieces.Enqueue);
        }

        return count;
    }
}
