namespace KestrelTcp.Benchmarks.Storm;

/// <summary>What the clients of a storm saw.</summary>
internal sealed class StormTally
{
    private const int _keptSamples = 5;

    private readonly List<string> _samples = [];
    private long _answers;
    private long _connections;
    private long _served;
    private long _ownCloses;
    private long _closes;
    private long _hangs;
    private long _wrong;

    /// <summary>Answers that were, byte for byte, what this connection had sent.</summary>
    public long Answers => Volatile.Read(ref _answers);

    public long Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that got at least one answer.</summary>
    public long Served => Volatile.Read(ref _served);

    /// <summary>Connections that the client itself ended.</summary>
    public long OwnCloses => Volatile.Read(ref _ownCloses);

    /// <summary>Connections that the server ended.</summary>
    public long Closes => Volatile.Read(ref _closes);

    /// <summary>Messages with neither an answer nor a close in time.</summary>
    public long Hangs => Volatile.Read(ref _hangs);

    /// <summary>Answers that were not the connection's own.</summary>
    public long Wrong => Volatile.Read(ref _wrong);

    /// <summary>The first faults in words.</summary>
    public IReadOnlyList<string> Samples
    {
        get
        {
            lock (_samples)
            {
                return [.. _samples];
            }
        }
    }

    public void Connected() => Interlocked.Increment(ref _connections);

    public void Answered(bool first)
    {
        Interlocked.Increment(ref _answers);
        if (first)
        {
            Interlocked.Increment(ref _served);
        }
    }

    public void ClosedByClient() => Interlocked.Increment(ref _ownCloses);

    public void ClosedByServer() => Interlocked.Increment(ref _closes);

    public void Hung(string what) => Fault(ref _hangs, what);

    public void GotWrong(string what) => Fault(ref _wrong, what);

    private void Fault(ref long counter, string what)
    {
        Interlocked.Increment(ref counter);
        lock (_samples)
        {
            if (_samples.Count < _keptSamples)
            {
                _samples.Add(what);
            }
        }
    }
}
