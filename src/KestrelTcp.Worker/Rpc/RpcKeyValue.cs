using System.Globalization;
using KestrelTcp.Goridge;

namespace KestrelTcp.Worker.Rpc;

/// <summary>A storage of the server's <c>kv</c> section: what one worker sets, all workers read.</summary>
public sealed class RpcKeyValue
{
    private readonly RpcClient _client;
    private readonly string _storage;

    internal RpcKeyValue(RpcClient client, string storage) => (_client, _storage) = (client, storage);

    /// <summary>The value; null when there is none.</summary>
    /// <exception cref="RpcException">There is no such storage, or the key is blank.</exception>
    public async Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellation = default)
    {
        var found = await CallAsync("kv.MGet", [new(key)], cancellation).ConfigureAwait(false);
        return found.Items.Count > 0 ? found.Items[0].Value : null;
    }

    /// <summary>Those of the keys that have a value.</summary>
    /// <exception cref="RpcException">There is no such storage, or a key is blank.</exception>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetAsync(IEnumerable<string> keys, CancellationToken cancellation = default)
    {
        var found = await CallAsync("kv.MGet", [.. keys.Select(key => new RpcKvItem(key))], cancellation).ConfigureAwait(false);
        return found.Items.ToDictionary(item => item.Key, item => item.Value);
    }

    /// <summary>Sets a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Any bytes.</param>
    /// <param name="lifetime">How long it is kept, to the second; null: until it is deleted.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RpcException">There is no such storage, or it is full.</exception>
    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan? lifetime = null, CancellationToken cancellation = default) =>
        CallAsync("kv.Set", [new(key, value, lifetime is { } time ? Timeout(time) : "")], cancellation);

    /// <summary>Whether the key has a value.</summary>
    /// <exception cref="RpcException">There is no such storage, or the key is blank.</exception>
    public async Task<bool> HasAsync(string key, CancellationToken cancellation = default) =>
        (await CallAsync("kv.Has", [new(key)], cancellation).ConfigureAwait(false)).Items.Count > 0;

    /// <summary>Has an existing value end in that time, to the second.</summary>
    /// <exception cref="RpcException">There is no such storage, or the key is blank.</exception>
    public Task ExpireAsync(string key, TimeSpan lifetime, CancellationToken cancellation = default) =>
        CallAsync("kv.MExpire", [new(key, Timeout: Timeout(lifetime))], cancellation);

    /// <summary>When the value ends; null: never, or there is none.</summary>
    /// <exception cref="RpcException">There is no such storage, or the key is blank.</exception>
    public async Task<DateTimeOffset?> ExpiresAtAsync(string key, CancellationToken cancellation = default)
    {
        var found = await CallAsync("kv.TTL", [new(key)], cancellation).ConfigureAwait(false);
        return found.Items.Count > 0 && found.Items[0].Timeout is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Removes values; keys without one are fine.</summary>
    /// <exception cref="RpcException">There is no such storage, or a key is blank.</exception>
    public Task DeleteAsync(IEnumerable<string> keys, CancellationToken cancellation = default) =>
        CallAsync("kv.Delete", [.. keys.Select(key => new RpcKvItem(key))], cancellation);

    /// <summary>Removes a value; a key without one is fine.</summary>
    /// <exception cref="RpcException">There is no such storage, or the key is blank.</exception>
    public Task DeleteAsync(string key, CancellationToken cancellation = default) => DeleteAsync([key], cancellation);

    /// <summary>Removes everything from the storage.</summary>
    /// <exception cref="RpcException">There is no such storage.</exception>
    public Task ClearAsync(CancellationToken cancellation = default) => CallAsync("kv.Clear", [], cancellation);

    private static string Timeout(TimeSpan lifetime) => DateTimeOffset.UtcNow.Add(lifetime).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task<RpcKvResponse> CallAsync(string method, IReadOnlyList<RpcKvItem> items, CancellationToken cancellation)
    {
        var result = await _client.CallAsync(method, FrameFlags.Protobuf, new RpcKvRequest(_storage, items).ToBytes(), cancellation).ConfigureAwait(false);
        return RpcKvResponse.Parse(result.Span);
    }
}
