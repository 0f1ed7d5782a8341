using KestrelTcp.Goridge;
using KestrelTcp.Io;

namespace KestrelTcp.Workers;

/// <summary>The side that writes: whoever finds it idle writes what waits, and what comes in meanwhile.</summary>
internal sealed partial class Worker : IDeferred
{
    private const int _mostAtOnce = 32;

    private readonly List<WorkerEvent> _burst = new(_mostAtOnce);

    /// <summary>Guarded: an I/O thread will write what waits.</summary>
    private volatile bool _deferred;

    /// <summary>Writes what was handed over. While answers are being taken it is left to the end of that, so that one write serves many events.</summary>
    public void Pump(bool now = false)
    {
        if (!now && (_reading || _deferred))
        {
            return;
        }

        lock (_gate)
        {
            if (_pumping || (_outgoing.Count == 0 && !_stopWanted))
            {
                return;
            }

            if (!now && !_deferred && IoLoop.TryDefer(this))
            {
                _deferred = true;
            }

            if (_deferred && !now)
            {
                return;
            }

            _pumping = true;
        }

        _ = PumpAsync();
    }

    /// <summary>All that the I/O thread was told of has been handed over: one write serves it.</summary>
    void IDeferred.RunDeferred()
    {
        lock (_gate)
        {
            _deferred = false;
        }

        Pump(now: true);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (TakeBurst(out var stop))
            {
                foreach (var item in _burst)
                {
                    await _batch.AddAsync(item);
                }

                if (stop)
                {
                    await _batch.AddAsync(ControlFrame.Stop());
                }

                await _batch.FlushAsync();
            }
        }
        catch (Exception exception)
        {
            // Half a frame may be in the pipe, whatever the fault: this worker is finished. Reading sees its end.
            if (exception is not (IOException or ObjectDisposedException or OperationCanceledException))
            {
                _pool.LogFault(exception, Pid);
            }

            lock (_gate)
            {
                _broken = true;
                _pumping = false;
            }

            _process.Kill();
        }

        if (_broken)
        {
            _pumpStopped.TrySetResult();
        }
    }

    /// <summary>Takes what is to be written next; false, and no longer pumping, when there is nothing.</summary>
    private bool TakeBurst(out bool stop)
    {
        lock (_gate)
        {
            _burst.Clear();
            stop = false;
            while (!_broken && _burst.Count < _mostAtOnce && _outgoing.TryDequeue(out var item))
            {
                _burst.Add(item);
            }

            if (!_broken && _outgoing.Count == 0 && _stopWanted)
            {
                _stopWanted = false;
                stop = true;
            }

            return _pumping = _burst.Count > 0 || stop;
        }
    }
}
