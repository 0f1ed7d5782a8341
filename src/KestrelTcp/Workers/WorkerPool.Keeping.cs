namespace KestrelTcp.Workers;

/// <summary>Keeps the number of workers: first start, replacement, retirement, end.</summary>
internal sealed partial class WorkerPool
{
    /// <summary>Up to that share more events than <c>max_jobs</c>, so that workers do not all retire at once (PROTOCOL 3).</summary>
    private const double _jobsSpread = 0.14;

    /// <summary>A worker that ends sooner and without an event done counts as a start that failed.</summary>
    private static readonly TimeSpan _shortLife = TimeSpan.FromSeconds(1);

    private readonly StartBackoff _backoff = new(TimeProvider.System);
    private readonly List<Task> _starts = [];
    private int _target;
    private int _starting;

    /// <summary>Starts the first workers.</summary>
    /// <exception cref="WorkerStartException">One did not come to serve; none is left.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        lock (_gate)
        {
            // In debug one is started to see that it can be; it gets no event.
            _target = _options.Debug ? 0 : _options.NumWorkers;
            _starting = Math.Max(1, _target);
        }

        var starts = Enumerable.Range(0, _starting).Select(_ => StartFirstAsync(first)).ToArray();
        try
        {
            await Task.WhenAll(starts);
        }
        catch
        {
            var failure = starts.Select(start => start.Exception?.InnerException).OfType<WorkerStartException>().FirstOrDefault();
            await StopAsync(CancellationToken.None);
            throw failure is null ? new OperationCanceledException(cancellation) : failure;
        }

        if (_options.Debug)
        {
            RetireAll(WorkerEnd.Surplus);
        }

        _clock = new Timer(static state => ((WorkerPool)state!).Tick(), this, _tick, _tick);
    }

    /// <summary>Ends all workers: stop frame, then a kill after <see cref="StopTime"/> or at the cancellation.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        var waiting = new List<WorkerEvent>();
        lock (_gate)
        {
            _stopped = true;
            while (_queue.Dequeue() is { } item)
            {
                waiting.Add(item);
            }

            foreach (var worker in _workers)
            {
                worker.Retire(WorkerEnd.PoolStopped);
                _idle.Remove(worker);
                if (worker.InFlight == 0 && worker.Takes)
                {
                    worker.Stop();
                }
            }
        }

        await _stopping.CancelAsync();
        foreach (var item in waiting)
        {
            item.Pending = false;
            item.OnCompleted(EventOutcome.PoolStopped);
        }

        await EndAllAsync(cancellation);
    }

    /// <summary>Waits for the end of all workers, those included that came to serve just before the pool was stopped.</summary>
    private async Task EndAllAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Worker[] workers;
            Task[] starts;
            lock (_gate)
            {
                workers = [.. _workers];
                starts = [.. _starts.Where(start => !start.IsCompleted)];
            }

            if (workers.Length == 0 && starts.Length == 0)
            {
                return;
            }

            var ends = Task.WhenAll(workers.Select(worker => worker.Ended).Concat(starts));
            try
            {
                await ends.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                foreach (var worker in workers)
                {
                    worker.Kill(WorkerEnd.PoolStopped);
                }

                await ends;
            }
        }
    }

    private async Task StartFirstAsync(CancellationTokenSource others)
    {
        try
        {
            Add(await _starter.StartAsync(Make, others.Token));
        }
        catch
        {
            // One that fails fails all; what the others are at is given up.
            await others.CancelAsync();
            throw;
        }
    }

    /// <summary>Guarded: starts as many workers as are missing.</summary>
    private void EnsureWorkers()
    {
        if (_stopped)
        {
            return;
        }

        _starts.RemoveAll(start => start.IsCompleted);
        var wanted = _options.Debug ? Math.Min(_queue.Count, _options.NumWorkers - _workers.Count(worker => !worker.Serves)) : _target;
        for (var missing = wanted - _starting - _workers.Count(worker => worker.Serves); missing > 0; missing--)
        {
            _starting++;
            _starts.Add(Task.Run(ReplaceAsync));
        }
    }

    private async Task ReplaceAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(_backoff.Delay, _stopping.Token);
                Add(await _starter.StartAsync(Make, _stopping.Token));
                return;
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it was: given up, this start would count as under way for ever, and no other would be begun for it.
                _backoff.Failed();
                LogStartFailed(exception.Message, _backoff.Delay.TotalMilliseconds);
            }
        }
    }

    private Worker Make(WorkerParts parts) =>
        new(this, _gate, parts)
        {
            MaxJobs = _options.Debug ? 1 : _options.MaxJobs == 0 ? 0 : _options.MaxJobs + (long)(_options.MaxJobs * _jobsSpread * Random.Shared.NextDouble()),
        };

    private void Add(Worker worker)
    {
        LogStarted(worker.Pid, worker.Correlates ? "correlates" : worker.Fenced ? "fenced" : "unfenced: one event at a time");
        lock (_gate)
        {
            _starting--;
            _workers.Add(worker);
            worker.Start();
            if (_stopped)
            {
                worker.Stop();
            }
            else
            {
                _idle.Add(worker);
                DispatchQueue();
                if (_options.Debug && worker.InFlight == 0 && _clock is not null)
                {
                    // Whoever waited for it is served already; the next event is to get one that is fresh then.
                    Retire(worker, WorkerEnd.Surplus);
                }
            }
        }

        PumpTouched();
    }

    /// <summary>Guarded: a worker is to go when it has finished; another takes its place at once.</summary>
    private void Retire(Worker worker, WorkerEnd reason)
    {
        if (!worker.Serves)
        {
            return;
        }

        worker.Retire(reason);
        _idle.Remove(worker);
        if (worker.InFlight == 0 && worker.Bound.Count == 0)
        {
            worker.Stop();
        }

        EnsureWorkers();
    }

    /// <summary>Guarded.</summary>
    private void Remove(Worker worker, in WorkerRemains remains)
    {
        _workers.Remove(worker);
        _idle.Remove(worker);
        if (remains.Killed is null && worker.Execs == 0 && DateTime.UtcNow - worker.Created < _shortLife && !_stopped)
        {
            _backoff.Failed();
        }
    }
}
