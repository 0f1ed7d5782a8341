using KestrelTcp.Ingress;
using KestrelTcp.Operations.Api.Messages;
using KestrelTcp.Operations.Logging;
using KestrelTcp.Operations.Metrics;
using KestrelTcp.Operations.Sampling;
using KestrelTcp.Workers;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Operations.Api;

/// <summary>From the service's snapshots to what <c>/api</c> answers.</summary>
internal sealed class ServiceReports(IServiceView view, TrafficSampler traffic, StateWatch states, RecentRecords recent)
{
    private const int MostWorkers = 500;

    /// <summary>What a page that refreshes itself asks for, of each kind.</summary>
    private const int ErrorsOnPage = 30;

    public Messages.Dashboard Dashboard(long since)
    {
        var pools = states.Look();
        var servers = view.Servers();
        return new Messages.Dashboard(Overview(pools, servers), Servers(servers), Pools(pools), Workers(pools), Errors(ErrorsOnPage), History(since));
    }

    public Overview Overview() => Overview(states.Look(), view.Servers());

    public ServerList ServerList()
    {
        states.Look();
        return new ServerList(Servers(view.Servers()));
    }

    public PoolList PoolList() => new(Pools(states.Look()));

    public WorkerList WorkerList() => Workers(view.Pools());

    public ErrorList Errors(int most) => new([.. recent.Problems(most).Select(Entry)], [.. recent.WorkerOutput(most).Select(Entry)]);

    public History History(long since)
    {
        var points = traffic.Points(since);
        return new History(
            TrafficSampler.Interval.TotalSeconds,
            [.. points.Select(point => point.Time)],
            [.. points.Select(point => point.Queue)],
            view.Servers().ToDictionary(server => server.Options.Name, server => ServerHistory([.. points.Select(point => point.Servers.GetValueOrDefault(server.Options.Name))])));
    }

    private static ServerHistory ServerHistory(IReadOnlyList<Traffic> points) => new(
        [.. points.Select(point => (double)point.Connections)],
        [.. points.Select(point => Rounded(point.Events))],
        [.. points.Select(point => Rounded(point.Received + point.Sent))],
        [.. points.Select(point => Rounded(point.EventP99))]);

    private static LogEntry Entry(RecentRecord record) => new(record.Time, LogLevels.Name(record.Level), record.Logger, record.Text, record.Times);

    private static Rates Rates(Traffic traffic) => new(
        Rounded(traffic.Opened),
        Rounded(traffic.Events),
        Rounded(traffic.Received),
        Rounded(traffic.Sent),
        Rounded(traffic.EventP50),
        Rounded(traffic.EventP99),
        Rounded(traffic.QueueP50),
        Rounded(traffic.QueueP99));

    private static double Rounded(float value) => Math.Round(value, 3);

    private static double? Rounded(float? value) => value is { } number ? Math.Round(number, 3) : null;

    private static string Text(ServiceState state) => state switch
    {
        ServiceState.Serving => "serving",
        ServiceState.Starting => "starting",
        ServiceState.Draining => "draining",
        ServiceState.Stalled => "stalled",
        _ => "down",
    };

    private Overview Overview(IReadOnlyList<PoolSnapshot> pools, IReadOnlyList<ServerSnapshot> servers)
    {
        var now = DateTime.UtcNow;
        var state = states.Service;
        return new Overview(ProductVersion.Text, now, view.StartedAt, Math.Round((now - view.StartedAt).TotalSeconds, 3), Text(state.State), state.Since, state.Why, Totals(pools, servers), Rates(traffic.Together()));
    }

    private Totals Totals(IReadOnlyList<PoolSnapshot> pools, IReadOnlyList<ServerSnapshot> servers)
    {
        var counts = view.WorkerCounts();
        WorkerSnapshot[] workers = [.. pools.SelectMany(pool => pool.Workers)];
        return new Totals(
            servers.Sum(server => server.Counts.Connections),
            servers.Sum(server => server.Counts.Opened),
            servers.Sum(server => server.Closed.Values.Sum()),
            servers.Sum(server => server.Rejected.Values.Sum()),
            servers.Sum(server => server.Counts.Events),
            servers.Sum(server => server.Counts.Failed),
            servers.Sum(server => server.Counts.Received),
            servers.Sum(server => server.Counts.Sent),
            pools.Sum(pool => pool.QueueLength),
            workers.Length,
            workers.Count(worker => worker.State == WorkerState.Ready),
            workers.Count(worker => worker.State == WorkerState.Working),
            Memory(workers),
            ProcessMemory.Resident(Environment.ProcessId),
            Math.Round(traffic.ProcessorPercent(), 1),
            counts.Restarts,
            counts.StrayFrames,
            counts.NoFreeWorkers);
    }

    private ServerEntry[] Servers(IReadOnlyList<ServerSnapshot> servers)
    {
        var current = traffic.Current();
        var service = states.Service;
        return [.. servers.Select(server => Entry(server, service.State is ServiceState.Starting or ServiceState.Draining ? service : states.Pool(server.Pool), current.GetValueOrDefault(server.Options.Name)))];
    }

    private static ServerEntry Entry(ServerSnapshot server, StateSince state, Traffic current) => new(
        server.Options.Name,
        server.Options.Address.ToString(),
        server.Options.Framing.ToString().ToLowerInvariant(),
        server.Pool,
        Text(state.State),
        state.Since,
        server.Counts.Connections,
        server.Options.MaxConnections,
        server.Counts.Opened,
        server.Closed,
        server.Rejected,
        server.Counts.Events,
        server.Counts.Failed,
        server.Counts.Received,
        server.Counts.Sent,
        Rates(current));

    private PoolEntry[] Pools(IReadOnlyList<PoolSnapshot> pools) => [.. pools.Select(Entry)];

    private PoolEntry Entry(PoolSnapshot pool)
    {
        var state = states.Pool(pool.Name);
        return new PoolEntry(
            pool.Name,
            Text(state.State),
            state.Since,
            state.Why,
            pool.Options.Dispatch.ToString().ToLowerInvariant(),
            pool.Options.NumWorkers,
            pool.Workers.Count,
            pool.Workers.Count(worker => worker.State == WorkerState.Ready),
            pool.Workers.Count(worker => worker.State == WorkerState.Working),
            pool.QueueLength,
            pool.Options.MaxQueueSize,
            Memory(pool.Workers));
    }

    private static WorkerList Workers(IReadOnlyList<PoolSnapshot> pools) => new(
        pools.Sum(pool => pool.Workers.Count),
        [.. (from pool in pools from worker in pool.Workers select Entry(pool.Name, worker)).Take(MostWorkers)]);

    private static WorkerEntry Entry(string pool, WorkerSnapshot worker) => new(
        pool,
        worker.Pid,
        WorkerStateNames.Of(worker.State),
        worker.Execs,
        worker.InFlight,
        (long?)worker.Busy?.TotalMilliseconds,
        ProcessMemory.Resident(worker.Pid),
        Math.Round(ProcessUsage.CpuPercent(worker.Pid), 1),
        worker.Created,
        worker.Command);

    private static long Memory(IEnumerable<WorkerSnapshot> workers) => workers.Sum(worker => ProcessMemory.Resident(worker.Pid));
}
