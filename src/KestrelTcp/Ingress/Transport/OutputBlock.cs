using System.Buffers;

namespace KestrelTcp.Ingress.Transport;

/// <summary>A piece of what a client has still to take, in rented memory.</summary>
internal sealed class OutputBlock
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private bool _isFull;

    public OutputBlock? Next { get; set; }

    public ReadOnlySpan<byte> Unsent => _bytes.AsSpan(_start, _end - _start);

    public bool IsSent => _start == _end;

    /// <summary>Where more may be written.</summary>
    public Memory<byte> Room => _isFull ? default : _bytes.AsMemory(_end);

    /// <param name="bytes">Rented from the shared pool.</param>
    /// <param name="start">Where the bytes to be sent begin.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="isFull">Nothing may be added.</param>
    public void Use(byte[] bytes, int start, int length, bool isFull)
    {
        _bytes = bytes;
        _start = start;
        _end = start + length;
        _isFull = isFull;
    }

    /// <summary>So many have been written into the room.</summary>
    public void Add(int count) => _end += count;

    /// <summary>So many are with the kernel.</summary>
    public void Sent(int count) => _start += count;

    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
        Next = null;
    }
}
