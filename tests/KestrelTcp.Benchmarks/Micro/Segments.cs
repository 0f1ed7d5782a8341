using System.Buffers;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>Bytes in blocks, as a connection's pipe holds them.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long index)
    {
        Memory = memory;
        RunningIndex = index;
    }

    public static ReadOnlySequence<byte> Cut(byte[] bytes, int blockSize)
    {
        var first = new Segments(bytes.AsMemory(0, Math.Min(blockSize, bytes.Length)), 0);
        var last = first;
        for (var at = last.Memory.Length; at < bytes.Length; at += last.Memory.Length)
        {
            var next = new Segments(bytes.AsMemory(at, Math.Min(blockSize, bytes.Length - at)), at);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
