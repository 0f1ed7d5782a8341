using System.Globalization;
using KestrelTcp.Goridge;
using KestrelTcp.Rpc.KeyValue;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>kv.*</c>: storages in the server's memory, which all workers share.</summary>
internal sealed class KvService : IRpcService
{
    private static readonly byte[] _done = new RpcKvResponse([]).ToBytes();

    private readonly IReadOnlyDictionary<string, MemoryStorage> _storages;
    private readonly TimeProvider _time;

    public KvService(IReadOnlyDictionary<string, MemoryStorage> storages, TimeProvider? time = null)
    {
        _storages = storages;
        _time = time ?? TimeProvider.System;
        Methods = new Dictionary<string, RpcMethod>
        {
            ["Has"] = Method(Read((item, _) => new RpcKvItem(item.Key))),
            ["MGet"] = Method(Read((item, stored) => new RpcKvItem(item.Key, stored.Value))),
            ["TTL"] = Method(Read((item, stored) => new RpcKvItem(item.Key, Timeout: stored.Timeout))),
            ["Set"] = Method(Set),
            ["MExpire"] = Method(Expire),
            ["Delete"] = Method(Delete),
            ["Clear"] = Method(Clear),
        };
    }

    public string Name => "kv";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private static Func<MemoryStorage, RpcKvRequest, byte[]> Read(Func<RpcKvItem, StoredItem, RpcKvItem> answer) => (storage, request) =>
    {
        var found = new List<RpcKvItem>();
        foreach (var item in request.Items)
        {
            Check(item.Key);
            if (storage.TryGet(item.Key, out var stored))
            {
                found.Add(answer(item, stored));
            }
        }

        return new RpcKvResponse(found).ToBytes();
    };

    private static byte[] Delete(MemoryStorage storage, RpcKvRequest request)
    {
        foreach (var item in request.Items)
        {
            Check(item.Key);
        }

        foreach (var item in request.Items)
        {
            storage.Delete(item.Key);
        }

        return _done;
    }

    private static byte[] Clear(MemoryStorage storage, RpcKvRequest request)
    {
        storage.Clear();
        return _done;
    }

    private static byte[] Expire(MemoryStorage storage, RpcKvRequest request)
    {
        foreach (var item in request.Items)
        {
            Check(item.Key);
            storage.Expire(item.Key, item.Timeout, Parse(item) ?? throw new RpcException($"kv.MExpire: the item {item.Key} has no timeout"));
        }

        return _done;
    }

    private static void Check(string key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new RpcException("key can't be empty string");
        }
    }

    private static DateTimeOffset? Parse(RpcKvItem item)
    {
        if (item.Timeout.Length == 0)
        {
            return null;
        }

        return item.Timeout.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(item.Timeout, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new RpcException($"the timeout \"{item.Timeout}\" of {item.Key} is not a time as RFC 3339 writes it, such as 2026-01-31T12:00:00Z");
    }

    private byte[] Set(MemoryStorage storage, RpcKvRequest request)
    {
        var now = _time.GetUtcNow();
        foreach (var item in request.Items)
        {
            // One that lies in the past means no end, as with RoadRunner.
            var endsAt = Parse(item) is { } time && time > now ? time : (DateTimeOffset?)null;
            storage.Set(item.Key, new StoredItem(item.Value, endsAt is null ? "" : item.Timeout, endsAt));
        }

        return _done;
    }

    private RpcMethod Method(Func<MemoryStorage, RpcKvRequest, byte[]> run) => ProtoMethod.Of(RpcKvRequest.Parse, request =>
        _storages.TryGetValue(request.Storage.ToLowerInvariant(), out var storage)
            ? run(storage, request)
            : throw new RpcException($"no such storage: {request.Storage}"));
}
