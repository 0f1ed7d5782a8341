using System.Diagnostics;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Workers;

/// <summary>The soft limits of <c>supervisor</c> and the extra workers of <c>dynamic_allocator</c>. Everything here is guarded.</summary>
internal sealed partial class WorkerPool
{
    private const long _bytesPerMegabyte = 1 << 20;

    /// <summary>An event that waits that long has found no free worker.</summary>
    private static readonly TimeSpan _needAfter = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan _betweenSpawns = TimeSpan.FromSeconds(1);

    private long _supervisedAt = Stopwatch.GetTimestamp();
    private long _spawnedAt;
    private long _neededAt;
    private int _extra;

    /// <summary>Retires workers that are too old, idle for too long, or too large; none is interrupted.</summary>
    private void Supervise()
    {
        if (_options.Supervisor is not { } limits || _stopped || Stopwatch.GetElapsedTime(_supervisedAt) < limits.WatchTick)
        {
            return;
        }

        _supervisedAt = Stopwatch.GetTimestamp();
        foreach (var worker in _workers.ToArray())
        {
            if (!worker.Serves)
            {
                continue;
            }

            var memory = limits.MaxWorkerMemory > 0 ? ProcessMemory.Resident(worker.Pid) / _bytesPerMegabyte : 0;
            if (limits.Ttl > TimeSpan.Zero && DateTime.UtcNow - worker.Created > limits.Ttl)
            {
                Replace(worker, WorkerEnd.Ttl, $"older than supervisor.ttl ({limits.Ttl.TotalSeconds} s)");
            }
            else if (limits.MaxWorkerMemory > 0 && memory > limits.MaxWorkerMemory)
            {
                Replace(worker, WorkerEnd.MaxMemory, $"{memory} MB resident, more than supervisor.max_worker_memory ({limits.MaxWorkerMemory} MB)");
            }
            else if (limits.IdleTtl > TimeSpan.Zero && worker.InFlight == 0 && worker.LastFinish != 0 && Stopwatch.GetElapsedTime(worker.LastFinish) > limits.IdleTtl)
            {
                Replace(worker, WorkerEnd.IdleTtl, $"idle for longer than supervisor.idle_ttl ({limits.IdleTtl.TotalSeconds} s)");
            }
        }
    }

    private void Replace(Worker worker, WorkerEnd reason, string why)
    {
        LogRetires(worker.Pid, why);
        Retire(worker, reason);
    }

    /// <summary>More workers while events wait for one; the extra ones go when they have not been needed for a while.</summary>
    private void Scale()
    {
        if (_options.DynamicAllocator is not { } limits || _stopped || _options.Debug)
        {
            return;
        }

        var waits = _queue.First is { } first && Stopwatch.GetElapsedTime(first.WaitsSince) > _needAfter;
        if (waits || _workers.Count(worker => worker.InFlight > 0) > _target - _extra)
        {
            _neededAt = Stopwatch.GetTimestamp();
        }

        if (waits && _extra < limits.MaxWorkers && (_spawnedAt == 0 || Stopwatch.GetElapsedTime(_spawnedAt) > _betweenSpawns))
        {
            var added = Math.Min(limits.SpawnRate, limits.MaxWorkers - _extra);
            _spawnedAt = Stopwatch.GetTimestamp();
            _extra += added;
            _target += added;
            EnsureWorkers();
            LogScaled(_extra, "no worker was free");
        }
        else if (_extra > 0 && Stopwatch.GetElapsedTime(_neededAt) > limits.IdleTimeout)
        {
            _target -= _extra;
            _extra = 0;
            Trim(_starting);
            LogScaled(0, "not needed for dynamic_allocator.idle_timeout");
        }
    }

    /// <summary>Retires what serves above the wanted number: idle workers first.</summary>
    private void Trim(int starting)
    {
        var surplus = _workers.Count(worker => worker.Serves) + starting - _target;
        foreach (var worker in _workers.Where(worker => worker.Serves).OrderBy(worker => worker.InFlight + worker.Bound.Count).Take(Math.Max(0, surplus)).ToArray())
        {
            Retire(worker, WorkerEnd.Surplus);
        }
    }
}
