using System.Diagnostics;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>
/// SIGKILL to a random worker, up to twenty times a second; never to anything but a child of our own server. One in ten may
/// be a worker that is still starting. Were it any more, the pool would rightly take them for a broken command, and wait
/// longer and longer before it tries again.
/// </summary>
internal sealed class WorkerKiller(int server, StormWorkers workers)
{
    private const int _meanPause = 50;
    private const int _anyOneIn = 10;

    private readonly Dictionary<int, long> _seen = [];
    private readonly HashSet<int> _killed = [];

    public IReadOnlyCollection<int> Killed => _killed;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(Random.Shared.Next(2 * _meanPause), CancellationToken.None);
            var least = Random.Shared.Next(_anyOneIn) == 0 ? TimeSpan.Zero : workers.StartTime;
            var candidates = ProcessTree.Children(server, workers.Mark).Where(pid => !_killed.Contains(pid) && Age(pid) >= least).ToArray();
            if (candidates.Length == 0)
            {
                continue;
            }

            var victim = candidates[Random.Shared.Next(candidates.Length)];
            if (ProcessTree.IsChild(victim, server) && LibC.Kill(victim, LibC.SigKill) == 0)
            {
                _killed.Add(victim);
            }
        }
    }

    /// <summary>Time since it was first looked at.</summary>
    private TimeSpan Age(int pid)
    {
        var now = Stopwatch.GetTimestamp();
        return _seen.TryGetValue(pid, out var first) ? Stopwatch.GetElapsedTime(first, now) : Remember();

        TimeSpan Remember()
        {
            _seen.Add(pid, now);
            return TimeSpan.Zero;
        }
    }
}
