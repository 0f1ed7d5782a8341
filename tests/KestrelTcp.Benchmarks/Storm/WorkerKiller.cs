using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>SIGKILL to a random worker, twenty times a second; never to anything but a child of our own server.</summary>
internal sealed class WorkerKiller(int server, string commandPart)
{
    private const int _meanPause = 50;

    private readonly HashSet<int> _killed = [];

    public IReadOnlyCollection<int> Killed => _killed;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(Random.Shared.Next(2 * _meanPause), CancellationToken.None);
            var workers = ProcessTree.Children(server, commandPart).Where(pid => !_killed.Contains(pid)).ToArray();
            if (workers.Length == 0)
            {
                continue;
            }

            var victim = workers[Random.Shared.Next(workers.Length)];
            if (ProcessTree.IsChild(victim, server) && LibC.Kill(victim, LibC.SigKill) == 0)
            {
                _killed.Add(victim);
            }
        }
    }
}
