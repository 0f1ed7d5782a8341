using System.Runtime.InteropServices;

namespace KestrelTcp.Ingress.Edge;

/// <summary>
/// A bucket of permits for each client, refilled evenly over the window. All that is kept of one is when its bucket will be full
/// again: from then on it is forgotten.
/// </summary>
/// <param name="permits">At once from a full bucket.</param>
/// <param name="window">In which an empty one is filled.</param>
/// <param name="mostClients">Further ones are not held to the rate, as long as that many are: a table that all the addresses of the world could fill must not lock out the rest.</param>
internal sealed class RateTable(int permits, TimeSpan window, int mostClients)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientKey, long> _fullAt = [];
    private readonly long _perPermit = Math.Max(1, window.Ticks / permits);
    private long _sweptAt;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _fullAt.Count;
            }
        }
    }

    /// <summary>Takes a permit; one that is refused takes none.</summary>
    /// <param name="client">Whose bucket.</param>
    /// <param name="now">In ticks of <see cref="TimeSpan"/>, from any start, never going back.</param>
    public bool TryTake(ClientKey client, long now)
    {
        lock (_gate)
        {
            if (_fullAt.Count >= mostClients && !_fullAt.ContainsKey(client))
            {
                Forget(now);
                if (_fullAt.Count >= mostClients)
                {
                    return true;
                }
            }

            ref var fullAt = ref CollectionsMarshal.GetValueRefOrAddDefault(_fullAt, client, out var known);
            var from = known ? Math.Max(fullAt, now) : now;
            if (from - now > _perPermit * (permits - 1))
            {
                return false;
            }

            fullAt = from + _perPermit;
            return true;
        }
    }

    /// <summary>Forgets whose bucket is full again.</summary>
    public void Sweep(long now)
    {
        lock (_gate)
        {
            Forget(now);
        }
    }

    /// <summary>Guarded. Once in a second at most: when the table is full of those who still count, not each newcomer is to cost a walk through it.</summary>
    private void Forget(long now)
    {
        if (now - _sweptAt < TimeSpan.TicksPerSecond)
        {
            return;
        }

        _sweptAt = now;
        foreach (var (client, fullAt) in _fullAt)
        {
            if (fullAt <= now)
            {
                _fullAt.Remove(client);
            }
        }

        if (_fullAt.Count == 0)
        {
            _fullAt.TrimExcess();
        }
    }
}
