using System.Diagnostics;

namespace KestrelTcp.Workers;

/// <summary>What operators may do to a pool while it serves.</summary>
internal sealed partial class WorkerPool
{
    /// <summary>New workers that are started at a time: a reset is not to double the memory at once.</summary>
    private const int _resetWidth = 4;

    private readonly SemaphoreSlim _resetting = new(1);

    /// <summary>Workers that serve.</summary>
    public int WorkerCount
    {
        get
        {
            lock (_gate)
            {
                return _workers.Count(worker => worker.Serves);
            }
        }
    }

    /// <summary>
    /// Rolling restart: each old worker serves until a new one does, then finishes what it has and retires. Completes when
    /// the last old worker is gone, or reset_timeout is over.
    /// </summary>
    /// <param name="cancellation">Gives the waiting up.</param>
    /// <param name="progress">Told how many of the old workers have been replaced, and of how many.</param>
    /// <exception cref="WorkerStartException">A new worker cannot be started; the old ones that are left go on.</exception>
    public async Task ResetAsync(CancellationToken cancellation, IProgress<(int Replaced, int Of)>? progress = null)
    {
        await _resetting.WaitAsync(cancellation);
        try
        {
            var started = Stopwatch.GetTimestamp();
            Worker[] old;
            lock (_gate)
            {
                old = [.. _workers.Where(worker => worker.Serves)];
            }

            var replaced = 0;
            using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
            await Parallel.ForEachAsync(old, new ParallelOptions { MaxDegreeOfParallelism = _resetWidth, CancellationToken = given.Token }, async (worker, token) =>
            {
                await ReplaceAsync(worker, token);
                progress?.Report((Interlocked.Increment(ref replaced), old.Length));
            });

            var left = _options.ResetTimeout - Stopwatch.GetElapsedTime(started);
            try
            {
                await Task.WhenAll(old.Select(worker => worker.Ended)).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
            }
            catch (TimeoutException)
            {
                // The clock deals with those that are left.
            }

            LogReset(old.Length, Stopwatch.GetElapsedTime(started).TotalMilliseconds, old.Count(worker => !worker.Ended.IsCompleted));
        }
        finally
        {
            _resetting.Release();
        }
    }

    /// <summary>One worker more; completes when it serves.</summary>
    /// <exception cref="WorkerStartException">It cannot be started; the number stays as it was.</exception>
    public async Task AddWorkerAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _target++;
            _starting++;
        }

        await StartOneMoreAsync(undo: () => _target--, cancellation);
    }

    /// <summary>One worker less, after its event; the last one stays.</summary>
    /// <returns>False: it is the last one.</returns>
    public Task<bool> RemoveWorkerAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_target <= 1)
            {
                return Task.FromResult(false);
            }

            _target--;

            // Of the number without the extra ones, which go by themselves, one stays as well.
            _extra = Math.Min(_extra, _target - 1);
            Trim(_starting);
        }

        return Task.FromResult(true);
    }

    private async Task ReplaceAsync(Worker old, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!old.Serves)
            {
                return;
            }

            _starting++;
        }

        await StartOneMoreAsync(undo: static () => { }, cancellation);
        lock (_gate)
        {
            if (old.Serves)
            {
                Retire(old, WorkerEnd.Reset);
            }
            else
            {
                // It died meanwhile, and may have been replaced already. Those that other resets start now are no surplus.
                Trim(starting: 0);
            }
        }
    }

    /// <summary>Starts a worker that is counted as starting already.</summary>
    private async Task StartOneMoreAsync(Action undo, CancellationToken cancellation)
    {
        try
        {
            Add(await _starter.StartAsync(Make, cancellation));
        }
        catch (Exception exception)
        {
            if (exception is WorkerStartException)
            {
                _backoff.Failed();
            }

            lock (_gate)
            {
                _starting--;
                undo();

                // While this one counted as starting, none was started for a worker that died.
                EnsureWorkers();
            }

            throw;
        }
    }

    /// <summary>Retires every worker that serves.</summary>
    private void RetireAll(WorkerEnd reason)
    {
        lock (_gate)
        {
            foreach (var worker in _workers.ToArray())
            {
                Retire(worker, reason);
            }
        }
    }
}
