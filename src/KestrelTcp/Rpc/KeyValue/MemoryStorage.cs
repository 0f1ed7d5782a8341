using System.Diagnostics.CodeAnalysis;
using System.Text;
using KestrelTcp.Configuration;

namespace KestrelTcp.Rpc.KeyValue;

/// <summary>Keys and values in memory, bounded in number and bytes. What has ended is seen by nobody, and swept out now and then.</summary>
internal sealed class MemoryStorage : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredItem> _items = new(StringComparer.Ordinal);
    private readonly KvStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private long _bytes;

    public MemoryStorage(KvStorageOptions options, TimeProvider? time = null)
    {
        _options = options;
        _time = time ?? TimeProvider.System;
        _sweep = _time.CreateTimer(static state => ((MemoryStorage)state!).Sweep(), this, options.Interval, options.Interval);
    }

    public bool TryGet(string key, out StoredItem item)
    {
        lock (_gate)
        {
            return TryFind(key, out item);
        }
    }

    /// <exception cref="RpcException">The storage is full; what was there before is kept.</exception>
    public void Set(string key, in StoredItem item)
    {
        lock (_gate)
        {
            var size = SizeOf(key, item);
            if (!HasRoom(key, size))
            {
                // What has ended may fill it.
                Sweep();
                if (!HasRoom(key, size))
                {
                    throw new RpcException(
                        $"kv storage {_options.Name} is full: {_items.Count} items of {_bytes} bytes. Cure: raise kv.{_options.Name}.config.max_items (now {_options.MaxItems}) or max_bytes (now {_options.MaxBytes}), or set values with a timeout");
                }
            }

            Remove(key);
            _items[key] = item;
            _bytes += size;
        }
    }

    /// <summary>Changes when an existing value ends.</summary>
    public void Expire(string key, string timeout, DateTimeOffset endsAt)
    {
        lock (_gate)
        {
            if (TryFind(key, out var item))
            {
                _items[key] = item with { Timeout = timeout, EndsAt = endsAt };
            }
        }
    }

    public void Delete(string key)
    {
        lock (_gate)
        {
            Remove(key);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _items.Clear();
            _bytes = 0;
        }
    }

    public void Dispose() => _sweep.Dispose();

    private static long SizeOf(string key, in StoredItem item) => Encoding.UTF8.GetByteCount(key) + item.Value.Length;

    private bool TryFind(string key, [MaybeNullWhen(false)] out StoredItem item) =>
        _items.TryGetValue(key, out item) && !item.HasEnded(_time.GetUtcNow());

    private bool HasRoom(string key, long size)
    {
        var there = _items.TryGetValue(key, out var old);
        return _items.Count + (there ? 0 : 1) <= _options.MaxItems && _bytes + size - (there ? SizeOf(key, old) : 0) <= _options.MaxBytes;
    }

    private void Remove(string key)
    {
        if (_items.Remove(key, out var item))
        {
            _bytes -= SizeOf(key, item);
        }
    }

    private void Sweep()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var (key, item) in _items)
            {
                if (item.HasEnded(now))
                {
                    Remove(key);
                }
            }
        }
    }
}
