using KestrelTcp.Configuration;

namespace KestrelTcp.Operations;

/// <summary>Judges the service by its snapshots (SPEC 7): never asks a worker, so a hanging one cannot hang the answer.</summary>
internal sealed class HealthCheck(StatusOptions options, IServiceView view)
{
    public const string Plugin = "tcp";

    /// <summary>Alive: for whoever restarts us when we are not.</summary>
    public Task<HealthReport> HealthAsync(CancellationToken cancellation) => CheckAsync(Health, cancellation);

    /// <summary>Fit for traffic: for whoever sends us clients.</summary>
    public Task<HealthReport> ReadyAsync(CancellationToken cancellation) => CheckAsync(Ready, cancellation);

    private async Task<HealthReport> CheckAsync(Func<string> judge, CancellationToken cancellation)
    {
        var timeout = options.CheckTimeout > TimeSpan.Zero ? options.CheckTimeout : Timeout.InfiniteTimeSpan;
        string error;
        try
        {
            error = await Task.Run(judge, cancellation).WaitAsync(timeout, cancellation);
        }
        catch (TimeoutException)
        {
            error = $"the state could not be read within {timeout.TotalSeconds:0.###} s";
        }

        return error.Length == 0 || error == ShuttingDown
            ? new HealthReport(Plugin, error, 200)
            : new HealthReport(Plugin, error, options.UnavailableStatusCode);
    }

    // Draining is not ill: restarting a server that finishes its work would lose that work.
    private const string ShuttingDown = "service is shutting down";

    private string Health()
    {
        if (view.Draining)
            return ShuttingDown;
        var pools = view.Pools();
        return pools.Count == 0 ? "no pool has been started" : Failing(pools.Where(pool => !pool.Healthy).Select(pool => pool.Name), "no worker is ready or working");
    }

    private string Ready()
    {
        if (view.Draining)
            return "draining: no new connections";
        if (!view.Listening)
            return "not listening";
        var pools = view.Pools();
        return pools.Count == 0 ? "no pool has been started" : Failing(pools.Where(pool => !pool.Ready).Select(pool => pool.Name), "no worker is ready, or was within the last 5 s");
    }

    private static string Failing(IEnumerable<string> pools, string why) => string.Join("; ", pools.Select(pool => $"pool {pool}: {why}"));
}
