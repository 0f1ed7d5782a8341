namespace KestrelTcp.Rpc.Locking;

/// <summary>
/// Exclusive and shared locks by name. Whoever comes first has it first: a reader does not pass a writer that waits, so neither
/// side can starve the other.
/// </summary>
internal sealed class LockTable(TimeProvider? time = null)
{
    /// <summary>Most resources that are held or waited for.</summary>
    private const int _maxResources = 1_000_000;

    /// <summary>Timers run no longer; one that is to run longer is wound up again.</summary>
    private static readonly TimeSpan _longestTimer = TimeSpan.FromDays(40);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Dictionary<string, LockedResource> _resources = new(StringComparer.Ordinal);

    /// <returns>False: it was not to be had in that time.</returns>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more; it is not held.</exception>
    /// <exception cref="RpcException">There are too many locks.</exception>
    public async Task<bool> AcquireAsync(string name, LockWaiter waiter, TimeSpan wait, CancellationToken cancellation)
    {
        LockedResource resource;
        lock (_gate)
        {
            resource = FindOrAdd(name);
            if (TryGrant(resource, waiter))
            {
                return true;
            }

            resource.Waiters.AddLast(waiter);
        }

        try
        {
            await waiter.Granted.Task.WaitAsync(wait < _longestTimer ? wait : _longestTimer, _time, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return true;
        }
        catch (TimeoutException)
        {
            return !GiveUp(resource, waiter);
        }
        catch (OperationCanceledException)
        {
            if (!GiveUp(resource, waiter))
            {
                Release(name, waiter.Id);
            }

            throw;
        }
    }

    /// <returns>False: that id does not hold it.</returns>
    public bool Release(string name, string id)
    {
        lock (_gate)
        {
            if (Find(name, id) is not ({ } resource, { } holder))
            {
                return false;
            }

            Remove(resource, holder);
            return true;
        }
    }

    /// <summary>Takes it away from whoever holds it.</summary>
    /// <returns>False: nobody does.</returns>
    public bool ForceRelease(string name)
    {
        lock (_gate)
        {
            if (!_resources.TryGetValue(name, out var resource) || resource.Holders.Count == 0)
            {
                return false;
            }

            foreach (var holder in resource.Holders.Values)
            {
                holder.Timer?.Dispose();
            }

            resource.Holders.Clear();
            Promote(resource);
            return true;
        }
    }

    /// <param name="name">The resource.</param>
    /// <param name="id">Null: anybody.</param>
    public bool IsHeld(string name, string? id)
    {
        lock (_gate)
        {
            return _resources.TryGetValue(name, out var resource) && (id is null ? resource.Holders.Count > 0 : resource.Holders.ContainsKey(id));
        }
    }

    /// <summary>Counts its time anew; zero: it is held until it is released.</summary>
    /// <returns>False: that id does not hold it.</returns>
    public bool UpdateTtl(string name, string id, TimeSpan ttl)
    {
        lock (_gate)
        {
            if (Find(name, id) is not ({ } resource, { } holder))
            {
                return false;
            }

            Wind(resource, holder, ttl);
            return true;
        }
    }

    private (LockedResource? Resource, LockHolder? Holder) Find(string name, string id) =>
        _resources.TryGetValue(name, out var resource) ? (resource, resource.Holders.GetValueOrDefault(id)) : default;

    private LockedResource FindOrAdd(string name)
    {
        if (_resources.TryGetValue(name, out var resource))
        {
            return resource;
        }

        return _resources.Count < _maxResources
            ? _resources[name] = new LockedResource(name)
            : throw new RpcException($"lock: {_maxResources} resources are locked already. Cure: give locks a ttl, or release them");
    }

    /// <summary>For one that has just come: those who wait go first.</summary>
    private bool TryGrant(LockedResource resource, LockWaiter waiter)
    {
        if (resource.Waiters.Count > 0 || !resource.Admits(waiter.Shared))
        {
            return false;
        }

        Grant(resource, waiter);
        return true;
    }

    private void Grant(LockedResource resource, LockWaiter waiter)
    {
        resource.IsShared = waiter.Shared;
        if (!resource.Holders.TryGetValue(waiter.Id, out var holder))
        {
            holder = new LockHolder(waiter.Id);
            resource.Holders.Add(waiter.Id, holder);
        }

        Wind(resource, holder, waiter.Ttl);
        waiter.Granted.TrySetResult();
    }

    /// <summary>The first of those who wait, and the readers right behind a reader.</summary>
    private void Promote(LockedResource resource)
    {
        while (resource.Waiters.First is { } first && resource.Admits(first.Value.Shared))
        {
            resource.Waiters.RemoveFirst();
            Grant(resource, first.Value);
        }

        if (resource.IsForgotten)
        {
            _resources.Remove(resource.Name);
        }
    }

    private void Remove(LockedResource resource, LockHolder holder)
    {
        holder.Timer?.Dispose();
        resource.Holders.Remove(holder.Id);
        Promote(resource);
    }

    /// <returns>False: it was granted in the meantime.</returns>
    private bool GiveUp(LockedResource resource, LockWaiter waiter)
    {
        lock (_gate)
        {
            if (!resource.Waiters.Remove(waiter))
            {
                return false;
            }

            // It may have stood in the way of readers behind it.
            Promote(resource);
            return true;
        }
    }

    private void Wind(LockedResource resource, LockHolder holder, TimeSpan ttl)
    {
        holder.Timer?.Dispose();
        holder.Timer = null;
        holder.EndsAt = ttl == TimeSpan.Zero ? null : _time.GetUtcNow() + ttl;
        if (holder.EndsAt is not null)
        {
            holder.Timer = _time.CreateTimer(_ => OnTimer(resource, holder), null, ttl < _longestTimer ? ttl : _longestTimer, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer(LockedResource resource, LockHolder holder)
    {
        lock (_gate)
        {
            // Given back, or lengthened, while this was on its way.
            if (resource.Holders.GetValueOrDefault(holder.Id) != holder || holder.EndsAt is not { } endsAt)
            {
                return;
            }

            var left = endsAt - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                Remove(resource, holder);
            }
            else
            {
                Wind(resource, holder, left);
            }
        }
    }
}
