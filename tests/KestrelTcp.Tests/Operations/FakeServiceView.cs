using KestrelTcp.Configuration;
using KestrelTcp.Ingress;
using KestrelTcp.Operations;
using KestrelTcp.Workers;

namespace KestrelTcp.Tests.Operations;

/// <summary>A service in whatever state a test wants.</summary>
internal sealed class FakeServiceView : IServiceView
{
    public DateTime StartedAt { get; init; } = DateTime.UtcNow;

    public bool Listening { get; set; } = true;

    public bool Draining { get; set; }

    public Func<IReadOnlyList<PoolSnapshot>> Snapshot { get; set; } = () => [Pool("tcp")];

    public IReadOnlyList<PoolSnapshot> Pools() => Snapshot();

    public Func<IReadOnlyList<ServerSnapshot>> ServerSnapshots { get; set; } = () => [];

    public IReadOnlyList<ServerSnapshot> Servers() => ServerSnapshots();

    public IReadOnlyDictionary<string, ServerCounts> Counts() => ServerSnapshots().ToDictionary(server => server.Options.Name, server => server.Counts);

    public IReadOnlyList<ConnectionSnapshot> Open { get; set; } = [];

    public IEnumerable<ConnectionSnapshot> Connections(string? server) => Open.Where(connection => server is null || connection.Server == server);

    public WorkerCounts WorkerCounts() => new(new Dictionary<string, long> { ["ttl"] = 2 }, 3, 4);

    public static ServerSnapshot Server(string name, long events = 0, string pool = "tcp") => new(
        new TcpServerOptions { Name = name, Address = new ListenAddress { Host = "127.0.0.1", Port = 1025 } },
        pool,
        CountsOf(events),
        new Dictionary<string, long> { ["client"] = 5 },
        new Dictionary<string, long>());

    /// <summary>Of a server with that many events, each of which took between 1 and 2.5 ms.</summary>
    public static ServerCounts CountsOf(long events)
    {
        var times = new long[ServerCounts.TimeBuckets.Length + 1];
        times[Array.IndexOf(ServerCounts.TimeBuckets, 0.0025)] = events;
        return new ServerCounts(7, events, events, 1, 10 * events, 20 * events, times, new long[times.Length]);
    }

    public static PoolSnapshot Pool(string name, bool ready = true, bool healthy = true, int queue = 0, params WorkerSnapshot[] workers) => new(name, workers, queue, ready, healthy);

    public static WorkerSnapshot Worker(int pid, WorkerState state) => new(pid, state, 0, DateTime.UtcNow, "worker");
}
