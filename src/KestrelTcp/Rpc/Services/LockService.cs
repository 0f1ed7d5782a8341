using KestrelTcp.Goridge;
using KestrelTcp.Rpc.Locking;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>lock.*</c>: locks that all workers share.</summary>
internal sealed class LockService : IRpcService
{
    private const string _anybody = "*";

    /// <summary>What a request that says nothing waits, as RoadRunner has it.</summary>
    private static readonly TimeSpan _leastWait = TimeSpan.FromMilliseconds(1);

    /// <summary>What is longer is for ever.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(36500);

    private readonly LockTable _table;

    public LockService(LockTable table)
    {
        _table = table;
        Methods = new Dictionary<string, RpcMethod>
        {
            ["Lock"] = Acquire(shared: false),
            ["LockRead"] = Acquire(shared: true),
            ["Release"] = Method(request => _table.Release(request.Resource, Id(request))),
            ["ForceRelease"] = Method(request => _table.ForceRelease(request.Resource)),
            ["Exists"] = Method(request => _table.IsHeld(request.Resource, Id(request) == _anybody ? null : request.Id)),
            ["UpdateTTL"] = Method(request => _table.UpdateTtl(request.Resource, Id(request), Time(request.Ttl))),
        };
    }

    public string Name => "lock";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private static RpcMethod Method(Func<RpcLockRequest, bool> run) =>
        ProtoMethod.Of(RpcLockRequest.Parse, request => new RpcLockResponse(run(request)).ToBytes());

    private static string Id(RpcLockRequest request) => request.Id.Length > 0 ? request.Id : throw new RpcException("empty ID is not allowed");

    private static TimeSpan Time(long microseconds) =>
        microseconds <= 0 ? TimeSpan.Zero : microseconds < _longest.Ticks / TimeSpan.TicksPerMicrosecond ? TimeSpan.FromMicroseconds(microseconds) : _longest;

    private RpcMethod Acquire(bool shared) => ProtoMethod.OfAsync(RpcLockRequest.Parse, async (request, ended) =>
    {
        var wait = Time(request.Wait);
        var waiter = new LockWaiter(Id(request), shared, Time(request.Ttl));
        return new RpcLockResponse(await _table.AcquireAsync(request.Resource, waiter, wait > _leastWait ? wait : _leastWait, ended)).ToBytes();
    });
}
