namespace KestrelTcp.Workers;

/// <summary>The growing delay between starts that fail: none, then 100 ms doubling to 5 s, with jitter (SPEC 5).</summary>
internal sealed class StartBackoff
{
    private const int _firstMilliseconds = 100;
    private const int _mostMilliseconds = 5000;
    private const int _mostDoublings = 6;

    private int _failures;

    public int Failures => Volatile.Read(ref _failures);

    /// <summary>How long to wait before the next start.</summary>
    public TimeSpan Delay
    {
        get
        {
            var failures = Failures;
            if (failures == 0)
            {
                return TimeSpan.Zero;
            }

            var full = Math.Min(_mostMilliseconds, _firstMilliseconds << Math.Min(failures - 1, _mostDoublings));

            // Up to a fifth less, so that many workers do not start in step.
            return TimeSpan.FromMilliseconds(full * (1 - (Random.Shared.NextDouble() / 5)));
        }
    }

    public void Failed() => Interlocked.Increment(ref _failures);

    public void Succeeded() => Volatile.Write(ref _failures, 0);
}
