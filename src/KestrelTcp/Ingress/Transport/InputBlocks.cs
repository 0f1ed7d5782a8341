using System.Buffers;

namespace KestrelTcp.Ingress.Transport;

/// <summary>
/// Memory for what clients send. Each message under way holds a block, and there may be thousands of them: more than the shared pool
/// of arrays keeps. Each thread has a few at hand, which it takes and gives back without a lock.
/// </summary>
internal static class InputBlocks
{
    /// <summary>Size of the blocks that are kept, in bytes. Small, so that those of many connections share pages and caches.</summary>
    public const int Size = 1 << 10;

    private const int _mostKept = 16 << 10;
    private const int _mostAtHand = 64;

    private static readonly Lock _gate = new();
    private static readonly Stack<byte[]> _kept = new();

    [ThreadStatic]
    private static Stack<byte[]>? _atHand;

    /// <summary>A block of at least that size.</summary>
    public static byte[] Rent(int size)
    {
        if (size > Size)
        {
            return ArrayPool<byte>.Shared.Rent(size);
        }

        var atHand = _atHand ??= new(_mostAtHand);
        if (atHand.Count == 0)
        {
            TakeKept(atHand);
        }

        return atHand.TryPop(out var block) ? block : GC.AllocateUninitializedArray<byte>(Size);
    }

    public static void Return(byte[] block)
    {
        if (block.Length != Size)
        {
            ArrayPool<byte>.Shared.Return(block);
            return;
        }

        var atHand = _atHand ??= new(_mostAtHand);
        if (atHand.Count == _mostAtHand)
        {
            Keep(atHand);
        }

        atHand.Push(block);
    }

    /// <summary>Where one thread receives and another lets go, the blocks go round by the half of a thread's own.</summary>
    private static void TakeKept(Stack<byte[]> atHand)
    {
        lock (_gate)
        {
            while (atHand.Count < _mostAtHand / 2 && _kept.TryPop(out var block))
            {
                atHand.Push(block);
            }
        }
    }

    private static void Keep(Stack<byte[]> atHand)
    {
        lock (_gate)
        {
            while (atHand.Count > _mostAtHand / 2)
            {
                var block = atHand.Pop();
                if (_kept.Count < _mostKept)
                {
                    _kept.Push(block);
                }
            }
        }
    }
}
