using System.Buffers;

namespace KestrelTcp.Ingress.Transport;

/// <summary>A block of received bytes.</summary>
internal sealed class InputSegment : ReadOnlySequenceSegment<byte>
{
    private byte[] _block = [];

    /// <summary>Bytes received into it.</summary>
    public int End { get; private set; }

    /// <summary>Where the next bytes go.</summary>
    public Span<byte> Room => _block.AsSpan(End);

    public InputSegment? Following
    {
        get => (InputSegment?)Next;
        set => Next = value;
    }

    /// <summary>Gives it a block of at least that size, and its place after another.</summary>
    public void Rent(int size, InputSegment? before)
    {
        _block = InputBlocks.Rent(size);
        RunningIndex = before is null ? 0 : before.RunningIndex + before.End;
        if (before is not null)
        {
            before.Next = this;
        }
    }

    public void Received(int count)
    {
        End += count;
        Memory = _block.AsMemory(0, End);
    }

    /// <summary>Gives the block back.</summary>
    public void Return()
    {
        InputBlocks.Return(_block);
        _block = [];
        End = 0;
        Memory = default;
        Next = null;
    }
}
