using KestrelTcp.Ingress;
using KestrelTcp.Rpc;
using KestrelTcp.Workers;

namespace KestrelTcp;

/// <summary>What RPC may do to the running service: the few commands on connections and pools, found by their names.</summary>
internal sealed class ServiceControl(IReadOnlyList<TcpServer> servers, IReadOnlyList<WorkerPool> pools) : IConnectionControl, IPoolControl
{
    public IReadOnlyList<string> Servers { get; } = [.. servers.Select(server => server.Options.Name)];

    public IEnumerable<ConnectionSnapshot> Connections() => servers.SelectMany(server => server.Connections).Select(connection => connection.Snapshot());

    public bool Send(Guid uuid, ReadOnlySpan<byte> body, bool close) => Find(uuid)?.TrySend(body, close) ?? false;

    public int Broadcast(string? server, ReadOnlySpan<byte> body)
    {
        var count = 0;
        foreach (var one in servers.Where(one => server is null || one.Options.Name == server))
        {
            foreach (var connection in one.Connections)
            {
                count += connection.TrySend(body, close: false) ? 1 : 0;
            }
        }

        return count;
    }

    public void Close(Guid uuid) => Find(uuid)?.Close(CloseReason.Admin);

    public IReadOnlyList<PoolSnapshot> Pools() => [.. pools.Select(pool => pool.Snapshot())];

    public Task ResetAsync(string pool, CancellationToken cancellation) => Pool(pool).ResetAsync(cancellation);

    public Task AddWorkerAsync(string pool, CancellationToken cancellation) => Pool(pool).AddWorkerAsync(cancellation);

    public Task<bool> RemoveWorkerAsync(string pool, CancellationToken cancellation) => Pool(pool).RemoveWorkerAsync(cancellation);

    private WorkerPool Pool(string name) => pools.First(pool => pool.Name == name);

    private TcpConnection? Find(Guid uuid) => servers.Select(server => server.Find(uuid)).FirstOrDefault(connection => connection is not null);
}
