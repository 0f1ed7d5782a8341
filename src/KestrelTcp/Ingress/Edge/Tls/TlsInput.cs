using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Security;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>
/// What a client sends: in the clear first, if it has to be, then decrypted. Bytes are taken from the connection when somebody asks for them,
/// and one record at most is decrypted ahead: what nobody asks for waits in the kernel.
/// </summary>
internal sealed class TlsInput(PipeReader clear) : PipeReader
{
    private const int _leastRoom = 1 << 10;
    private const int _mostRoom = 64 << 10;

    private readonly Pipe _decrypted = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: _leastRoom, useSynchronizationContext: false));

    private volatile SslStream? _tls;
    private int _receiving;
    private int _room = _leastRoom;

    /// <summary>From now on what comes is decrypted.</summary>
    public void Decrypt(SslStream tls) => _tls = tls;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_tls is not { } tls)
        {
            return clear.ReadAsync(cancellationToken);
        }

        if (_decrypted.Reader.TryRead(out var result))
        {
            return new(result);
        }

        Receive(tls);
        return _decrypted.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Decrypts what has arrived, too: that nothing more is there means that no whole record is.</summary>
    public override bool TryRead(out ReadResult result)
    {
        if (_tls is not { } tls)
        {
            return clear.TryRead(out result);
        }

        Receive(tls);
        return _decrypted.Reader.TryRead(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        (_tls is null ? clear : _decrypted.Reader).AdvanceTo(consumed, examined);

    public override void CancelPendingRead()
    {
        // First what the kernel has is looked at, if a read waits for it: a drain hands out what has been received.
        clear.CancelPendingRead();
        if (_tls is not null)
        {
            _decrypted.Reader.CancelPendingRead();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        clear.Complete(exception);
        _decrypted.Reader.Complete(exception);
    }

    private void Receive(SslStream tls)
    {
        if (Interlocked.Exchange(ref _receiving, 1) == 0)
        {
            _ = ReceiveAsync(tls, _decrypted.Writer);
        }
    }

    private async Task ReceiveAsync(SslStream tls, PipeWriter decrypted)
    {
        try
        {
            // A read of nothing holds no memory while nothing comes. Behind it there are bytes, or the end.
            var none = await tls.ReadAsync(Memory<byte>.Empty);
            Debug.Assert(none == 0, "There was no room for more.");
            var room = decrypted.GetMemory(_room);
            var count = await tls.ReadAsync(room);
            if (count == 0)
            {
                decrypted.Complete();
                return;
            }

            decrypted.Advance(count);
            _room = count == room.Length ? Math.Min(_room * 4, _mostRoom) : count > _room / 4 ? _room : Math.Max(_room / 4, _leastRoom);
        }
        catch (Exception exception)
        {
            decrypted.Complete(TlsNoise.Is(exception) ? new IOException(exception.Message, exception) : exception);
            return;
        }

        // Before the reader is woken, who may ask for more at once.
        Volatile.Write(ref _receiving, 0);
        await decrypted.FlushAsync();
    }
}
