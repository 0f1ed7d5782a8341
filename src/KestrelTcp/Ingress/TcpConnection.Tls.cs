using KestrelTcp.Workers;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress;

/// <summary>From clear text to TLS, when a worker has answered STARTTLS (SPEC 4).</summary>
internal sealed partial class TcpConnection
{
    /// <summary>Clear text that is dropped; of a client that goes on sending the rest meets the handshake, which fails of it.</summary>
    private const long _mostDropped = 1 << 20;

    private volatile StartTls? _startTls;

    /// <summary>A worker's STARTTLS; carried out when its event has ended, because until then the client's input is in use.</summary>
    /// <returns>False: there is nothing to begin here.</returns>
    private bool TryBeginTls(ReadOnlySpan<byte> reply)
    {
        if (_tls is { IsBegun: false } && _startTls is null)
        {
            _startTls = new StartTls(reply.ToArray());
            return true;
        }

        LogNoTls(_server.Logger, _server.Options.Name, _event.WorkerPid, Uuid, _tls is null ? "its server has no tls" : "it is encrypted already");
        return false;
    }

    /// <summary>
    /// What the client has sent so far is dropped, then it is told to begin: nothing that came in the clear, from whomever, is taken for what came under TLS.
    /// </summary>
    private async Task StartTlsAsync(StartTls step)
    {
        if (Reason is null || (Reason == CloseReason.Worker && step.HasHeld))
        {
            await _output.DrainAsync();
            DropInput();
            Send(step.Reply.Span);
            await _output.DrainAsync();
            await HandshakeAsync(step);
        }

        _startTls = null;
    }

    private async Task HandshakeAsync(StartTls step)
    {
        if (_output.IsBroken)
        {
            SetReason(CloseReason.Client);
            return;
        }

        if (await _tls!.HandshakeAsync() is not { } session)
        {
            SetReason(_server.Stopping.IsCancellationRequested ? CloseReason.Shutdown : CloseReason.Error);
            return;
        }

        _tails = _server.Context.Tails(session, _context.Features.Get<ProxyPeer>());
        _idleSince = Environment.TickCount64;
        step.Release(bytes => Send(bytes));
    }

    private void DropInput()
    {
        _reader.Discard();
        var input = _context.Transport.Input;
        var dropped = 0L;
        while (dropped < _mostDropped && input.TryRead(out var read))
        {
            dropped += read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }
    }

    private bool Send(ReadOnlySpan<byte> bytes)
    {
        _server.Metrics.Sent.Inc(bytes.Length);
        return _output.TryWrite(new AnswerBody(bytes));
    }

    [LoggerMessage(1010, LogLevel.Warning, "{Server}: worker pid {Pid} answered STARTTLS for connection {Uuid}, but {Why}: the connection is closed. Cure: answer it once, and where tls.mode is starttls")]
    private static partial void LogNoTls(ILogger logger, string server, int pid, Guid uuid, string why);
}
