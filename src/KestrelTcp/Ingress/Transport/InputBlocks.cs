using System.Buffers;

namespace KestrelTcp.Ingress.Transport;

/// <summary>
/// Memory for what clients send. Each message under way holds a block, and there may be thousands of them: more than the shared pool
/// of arrays keeps.
/// </summary>
internal static class InputBlocks
{
    /// <summary>Size of the blocks that are kept, in bytes. Small, so that those of many connections share pages and caches.</summary>
    public const int Size = 1 << 10;

    private const int _mostKept = 16 << 10;

    private static readonly Lock _gate = new();
    private static readonly Stack<byte[]> _kept = new();

    /// <summary>A block of at least that size.</summary>
    public static byte[] Rent(int size)
    {
        if (size > Size)
        {
            return ArrayPool<byte>.Shared.Rent(size);
        }

        lock (_gate)
        {
            if (_kept.TryPop(out var block))
            {
                return block;
            }
        }

        return GC.AllocateUninitializedArray<byte>(Size);
    }

    public static void Return(byte[] block)
    {
        if (block.Length != Size)
        {
            ArrayPool<byte>.Shared.Return(block);
            return;
        }

        lock (_gate)
        {
            if (_kept.Count < _mostKept)
            {
                _kept.Push(block);
            }
        }
    }
}
