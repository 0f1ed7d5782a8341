namespace KestrelTcp.Ingress.Counting;

/// <summary>
/// A number that one living thread has to itself, given back when the thread has ended: so there are never more than the
/// threads that counted at the same time. Whoever indexes by it needs no lock: each place has one writer.
/// </summary>
internal sealed class ThreadSlot
{
    private static readonly Lock _gate = new();
    private static readonly Stack<int> _free = new();
    private static int _given;

    [ThreadStatic]
    private static ThreadSlot? _mine;

    private readonly int _index;

    private ThreadSlot()
    {
        lock (_gate)
        {
            _index = _free.TryPop(out var free) ? free : _given++;
        }
    }

    /// <summary>Only the thread's own static refers to a slot, so it is finalized when the thread is no more. The lock makes what that thread wrote visible to the next owner.</summary>
    ~ThreadSlot()
    {
        lock (_gate)
        {
            _free.Push(_index);
        }
    }

    /// <summary>The calling thread's number.</summary>
    public static int Index => (_mine ??= new())._index;

    /// <summary>Numbers in existence, in use or free.</summary>
    public static int Given
    {
        get
        {
            lock (_gate)
            {
                return _given;
            }
        }
    }
}
