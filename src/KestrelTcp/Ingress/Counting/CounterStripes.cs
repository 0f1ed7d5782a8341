namespace KestrelTcp.Ingress.Counting;

/// <summary>
/// The plain fields behind hot counters: cells, of which each thread that counts has a stripe of its own. A cell of a
/// stripe has one writer, so counting takes no interlocked instruction; who reads sums over the stripes.
/// </summary>
internal sealed class CounterStripes
{
    /// <summary>Cells left empty at both ends of a stripe, so that no cache line, nor the one fetched along with it, belongs to two threads.</summary>
    private const int _padding = 16;

    private readonly Lock _gate = new();
    private long[]?[] _stripes = [];
    private int _end = _padding;

    /// <summary>The calling thread's stripe; nobody else writes to it.</summary>
    public long[] Mine
    {
        get
        {
            var stripes = _stripes;
            var slot = ThreadSlot.Index;
            return slot < stripes.Length && stripes[slot] is { } stripe ? stripe : Add(slot);
        }
    }

    /// <summary>One place for each slot, empty where nothing was counted. Their threads write on meanwhile: to be read with <see cref="Volatile"/>.</summary>
    public ReadOnlySpan<long[]?> All => Volatile.Read(ref _stripes);

    /// <summary>Sets cells aside; all of it must be done before the first count.</summary>
    /// <returns>The first one's index in every stripe.</returns>
    public int Reserve(int cells)
    {
        lock (_gate)
        {
            if (_stripes.Length > 0)
            {
                throw new InvalidOperationException("Cells are reserved before anything is counted.");
            }

            return (_end += cells) - cells;
        }
    }

    private long[] Add(int slot)
    {
        lock (_gate)
        {
            // A copy, not a resize in place: others read it without the lock.
            var stripes = new long[]?[Math.Max(_stripes.Length, slot + 1)];
            _stripes.CopyTo(stripes, 0);
            var stripe = stripes[slot] = new long[_end + _padding];
            Volatile.Write(ref _stripes, stripes);
            return stripe;
        }
    }
}
