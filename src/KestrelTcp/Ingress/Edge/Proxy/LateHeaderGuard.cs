using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>
/// The input of a connection that was taken for a plain client's because no header came in time. Should one come after all, it is not
/// given to workers as if the client had sent it: the connection is broken.
/// </summary>
internal sealed partial class LateHeaderGuard : PipeReader
{
    private readonly PipeReader _input;
    private readonly Action _tell;
    private bool _looked;

    private LateHeaderGuard(PipeReader input, Action tell)
    {
        _input = input;
        _tell = tell;
    }

    public static void Watch(ConnectionContext context, string server, Refusals refusals, ILogger logger)
    {
        var remote = RemoteAddress.Format(context.RemoteEndPoint);
        var transport = context.Transport;
        context.Transport = new GuardedTransport(new LateHeaderGuard(transport.Input, Tell), transport.Output);

        void Tell()
        {
            if (refusals.MayWarn())
            {
                LogLate(logger, server, remote);
            }
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Looked(await _input.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (!_input.TryRead(out result))
        {
            return false;
        }

        Looked(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => _input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    /// <summary>The first bytes decide: a header comes in one piece.</summary>
    private ReadResult Looked(ReadResult read)
    {
        if (_looked || read.Buffer.IsEmpty)
        {
            return read;
        }

        _looked = true;
        if (ProxyHeader.Read(read.Buffer).Status is ProxyHeaderStatus.None or ProxyHeaderStatus.Unclear)
        {
            return read;
        }

        _input.AdvanceTo(read.Buffer.End);
        _tell();
        throw new ConnectionAbortedException("A PROXY header came too late.");
    }

    [LoggerMessage(1303, LogLevel.Warning, "{Server}: the connection from {Remote} is closed: its PROXY header came after the connection was taken for one without. Cure: have the proxy send the header as soon as it connects (AWS NLB: target group attribute proxy_protocol_v2.client_to_server.header_placement)")]
    private static partial void LogLate(ILogger logger, string server, string remote);

    private sealed class GuardedTransport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
