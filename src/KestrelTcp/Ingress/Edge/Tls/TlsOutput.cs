using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Security;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>What a client is sent: in the clear first, if it has to be, then encrypted. One flush at a time; it completes when the kernel has every byte.</summary>
internal sealed class TlsOutput(PipeWriter clear) : PipeWriter
{
    /// <summary>A record's worth.</summary>
    private const int _blockSize = 16 << 10;

    private Pipe? _waiting;
    private SslStream? _tls;
    private bool _ends;
    private bool _ended;

    /// <summary>From now on what is written is encrypted. Nothing may be unsent.</summary>
    public void Encrypt(SslStream tls)
    {
        _waiting = new(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: _blockSize, useSynchronizationContext: false));
        _tls = tls;
    }

    /// <summary>The next flush tells the client, under TLS, that nothing follows.</summary>
    /// <returns>False: there is nothing to tell, or it has been asked for before.</returns>
    public bool TryEnd() => _tls is not null && !_ends && (_ends = true);

    public override Memory<byte> GetMemory(int sizeHint = 0) => (_waiting?.Writer ?? clear).GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => (_waiting?.Writer ?? clear).GetSpan(sizeHint);

    public override void Advance(int bytes) => (_waiting?.Writer ?? clear).Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_waiting is null || _tls is null)
        {
            return clear.FlushAsync(cancellationToken);
        }

        var handedOver = _waiting.Writer.FlushAsync(CancellationToken.None);
        Debug.Assert(handedOver.IsCompletedSuccessfully, "There is no limit here to wait for.");
        return SendAsync(_tls, _waiting.Reader);
    }

    public override void CancelPendingFlush() => throw new NotSupportedException("A flush ends with the connection.");

    public override void Complete(Exception? exception = null)
    {
        clear.Complete(exception);
        _waiting?.Writer.Complete(exception);
        _waiting?.Reader.Complete(exception);
        _tls?.Dispose();
    }

    private async ValueTask<FlushResult> SendAsync(SslStream tls, PipeReader waiting)
    {
        try
        {
            while (waiting.TryRead(out var read) && !read.Buffer.IsEmpty)
            {
                foreach (var piece in read.Buffer)
                {
                    await tls.WriteAsync(piece);
                }

                waiting.AdvanceTo(read.Buffer.End);
            }

            if (_ends && !_ended)
            {
                _ended = true;
                await tls.ShutdownAsync();
            }

            return default;
        }
        catch (Exception exception) when (TlsNoise.Is(exception) || exception is InvalidOperationException)
        {
            return new(isCanceled: false, isCompleted: true);
        }
    }
}
