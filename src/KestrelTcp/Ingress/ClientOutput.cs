using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using KestrelTcp.Ingress.Edge.Tls;
using KestrelTcp.Ingress.Transport;
using KestrelTcp.Workers;

namespace KestrelTcp.Ingress;

/// <summary>
/// What goes to a client. Bytes are copied into the connection's pipe in order, by whichever thread has them, and a flush
/// is started; nobody who writes ever waits for the client.
/// </summary>
internal sealed class ClientOutput(PipeWriter output)
{
    /// <summary>Takes bytes with no copy in between, where nothing else (TLS) is between us and the socket.</summary>
    private readonly SocketOutput? _direct = output as SocketOutput;

    /// <summary>That of the socket's side, where it is that near: one lock for each answer, not two.</summary>
    private readonly Lock _gate = (output as SocketOutput)?.Gate ?? new();

    /// <summary>Under TLS the client is told of the end before the FIN.</summary>
    private readonly TlsOutput? _tls = output as TlsOutput;

    private bool _flushing;
    private bool _dirty;
    private bool _broken;
    private bool _ending;
    private long _inFlush;
    private long _behindFlush;
    private TaskCompletionSource? _drained;

    /// <summary>Bytes given to the connection.</summary>
    public long Sent { get; private set; }

    /// <summary>Stopwatch timestamp since when the client has not taken all; 0: it has.</summary>
    public long PendingSince { get; private set; }

    /// <summary>The client does not take bytes any more.</summary>
    public bool IsBroken => _broken || _ending;

    /// <summary>Sends bytes, unless the client has not taken that many of those sent before.</summary>
    /// <returns>False when it has not, or is gone.</returns>
    public bool TryWrite(in AnswerBody body, long maxPending = long.MaxValue)
    {
        lock (_gate)
        {
            if (_broken || _ending || _inFlush + _behindFlush >= maxPending)
            {
                return false;
            }

            if (body.Bytes.IsEmpty)
            {
                return true;
            }

            Sent += body.Bytes.Length;
            var rest = body.Bytes[(_direct?.TrySend(body.Bytes) ?? 0)..];
            if (rest.IsEmpty)
            {
                return true;
            }

            if (_direct is not null && body.TryKeep(rest.Length, out var kept))
            {
                _direct.Append(kept);
            }
            else
            {
                output.Write(rest);
            }

            if (_flushing)
            {
                _behindFlush += rest.Length;
                _dirty = true;
            }
            else
            {
                Flush(rest.Length);
            }

            return true;
        }
    }

    /// <summary>Completes when the kernel has all bytes, or the client is gone.</summary>
    public ValueTask DrainAsync()
    {
        lock (_gate)
        {
            return _flushing
                ? new((_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task)
                : default;
        }
    }

    /// <summary>Nothing more is written, if nothing waits: what was taken before is sent whole.</summary>
    public bool TryEnd()
    {
        lock (_gate)
        {
            if (!_flushing && !_broken && _tls is not null && _tls.TryEnd())
            {
                _ending = true;
                Flush(0);
            }

            _broken |= !_flushing;
            return _broken;
        }
    }

    /// <summary>Nothing more is written; what waits is given up.</summary>
    public void Break()
    {
        lock (_gate)
        {
            _broken = true;
        }
    }

    private void Flush(int length)
    {
        ValueTask<FlushResult> flush;
        try
        {
            flush = output.FlushAsync();
        }
        catch (InvalidOperationException)
        {
            // The connection's pipe is completed.
            _broken = true;
            return;
        }

        if (flush.IsCompletedSuccessfully)
        {
            _broken |= flush.Result.IsCompleted;
            return;
        }

        _flushing = true;
        _inFlush = length;
        PendingSince = Stopwatch.GetTimestamp();
        _ = FinishAsync(flush);
    }

    private async Task FinishAsync(ValueTask<FlushResult> flush)
    {
        while (true)
        {
            var broken = false;
            try
            {
                broken = (await flush).IsCompleted;
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
            {
                broken = true;
            }

            lock (_gate)
            {
                _broken |= broken;
                if (!_dirty || _broken)
                {
                    _flushing = false;
                    _inFlush = 0;
                    PendingSince = 0;
                    _drained?.TrySetResult();
                    _drained = null;
                    return;
                }

                _dirty = false;
                (_inFlush, _behindFlush) = (_behindFlush, 0);
                flush = output.FlushAsync();
            }
        }
    }
}
