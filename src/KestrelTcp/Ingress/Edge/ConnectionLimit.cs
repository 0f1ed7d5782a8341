namespace KestrelTcp.Ingress.Edge;

/// <summary>Counts open connections against a bound.</summary>
/// <param name="most">0: no bound.</param>
internal sealed class ConnectionLimit(int most)
{
    private int _open;

    public int Most => most;

    /// <summary>Takes a place; false: there is none, and none is to be given back.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= most || most == 0)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);
}
