namespace KestrelTcp.Io;

/// <summary>
/// Lets a loop's thread interrupt others when it is woken now and then, and wait for its turn when it is woken all the time. Under full load the
/// client, the workers and the loops compete for processors: a worker that is pushed aside after each answer hands over one
/// answer at a time, at the price of two changes of context; one that runs on hands over all it has. For one thread only.
/// </summary>
internal struct Patience(TimeProvider time)
{
    /// <summary>So many rounds are looked at as one.</summary>
    private const int _window = 512;

    /// <summary>Rounds a second from which on a loop is patient, and below which it no longer is.</summary>
    private const long _busy = 10_000;

    private const long _idle = 2_000;

    private int _rounds;
    private long _since = time.GetTimestamp();
    private bool _isRefused;

    /// <summary>Whether the thread waits for its turn.</summary>
    public bool IsPatient { get; private set; }

    /// <summary>The thread was told of something to do.</summary>
    public void CountRound()
    {
        if (++_rounds < _window)
        {
            return;
        }

        var now = time.GetTimestamp();
        var passed = now - _since;
        _rounds = 0;
        _since = now;
        Set(passed * (IsPatient ? _idle : _busy) < _window * time.TimestampFrequency);
    }

    /// <summary>The thread is about to sleep with nothing of note under way: what comes next is to be answered at once.</summary>
    public void End()
    {
        _rounds = 0;
        _since = time.GetTimestamp();
        Set(false);
    }

    private void Set(bool isPatient)
    {
        if (isPatient != IsPatient && !_isRefused)
        {
            _isRefused = !SystemCalls.TrySetPatient(isPatient);
            IsPatient = isPatient && !_isRefused;
        }
    }
}
