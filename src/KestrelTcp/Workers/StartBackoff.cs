namespace KestrelTcp.Workers;

/// <summary>The growing delay between starts that fail: none, then 100 ms doubling to 5 s, with jitter (SPEC 5).</summary>
internal sealed class StartBackoff(TimeProvider time)
{
    private const int _firstMilliseconds = 100;
    private const int _mostMilliseconds = 5000;
    private const int _mostDoublings = 6;

    private readonly Lock _gate = new();
    private long _roundStarted;
    private TimeSpan _delay;

    /// <summary>Rounds of starts that failed since one last did well.</summary>
    public int Failures { get; private set; }

    /// <summary>How long to wait before the next start.</summary>
    public TimeSpan Delay
    {
        get
        {
            lock (_gate)
            {
                var left = _delay - time.GetElapsedTime(_roundStarted);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>A start has failed. Workers that are started side by side and fail alike are one round.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            if (Delay > TimeSpan.Zero)
            {
                return;
            }

            Failures++;
            var full = Math.Min(_mostMilliseconds, _firstMilliseconds << Math.Min(Failures - 1, _mostDoublings));

            // Up to a fifth less, so that several pools do not start in step.
            _delay = TimeSpan.FromMilliseconds(full * (1 - (Random.Shared.NextDouble() / 5)));
            _roundStarted = time.GetTimestamp();
        }
    }

    public void Succeeded()
    {
        if (Failures == 0)
        {
            return;
        }

        lock (_gate)
        {
            Failures = 0;
            _delay = TimeSpan.Zero;
        }
    }
}
