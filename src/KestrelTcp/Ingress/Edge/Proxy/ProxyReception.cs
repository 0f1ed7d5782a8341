using System.Net;
using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>
/// A step: <c>proxy_protocol</c>. Takes the header off the input, so that the steps behind it and the workers see the client that
/// it names, and nothing of the header.
/// </summary>
internal sealed class ProxyReception(TcpServerOptions options, Refusals refusals, ILogger logger, CancellationToken stopping)
{
    /// <summary>As long as the kernel may take to send a lost first packet again, once and twice.</summary>
    private static readonly TimeSpan _patienceWhenOptional = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly bool _optional = options.ProxyProtocol == ProxyProtocolMode.Optional;
    private readonly NetworkSet _trusted = new(options.ProxyTrusted);

    private TimeSpan Patience =>
        _optional ? _patienceWhenOptional : options.FirstMessageTimeout > TimeSpan.Zero ? options.FirstMessageTimeout : _patience;

    public Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        if (IsTrusted(context.RemoteEndPoint))
        {
            return ReceiveAsync(context, next);
        }

        return _optional
            ? next(context)
            : refusals.Refuse(context, Refusal.ProxyProtocol, "proxy_trusted does not name the address. Cure: if it is a proxy, add it there");
    }

    /// <summary>Peers of a unix socket were let in by the mode of its file.</summary>
    private bool IsTrusted(EndPoint? peer) => peer is not IPEndPoint { Address: var address } || _trusted.IsEmpty || _trusted.Contains(address);

    private async Task ReceiveAsync(ConnectionContext context, ConnectionDelegate next)
    {
        HeaderWait wait;
        try
        {
            wait = await HeaderWait.RunAsync(context.Transport.Input, Patience, stopping);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Reset, or aborted by a stop.
            refusals.RefuseQuietly(context, Refusal.ProxyProtocol);
            return;
        }

        if (stopping.IsCancellationRequested)
        {
            return;
        }

        switch (wait.Header.Status)
        {
            case ProxyHeaderStatus.Named:
                context.Features.Set(new ProxyPeer(RemoteAddress.Format(context.RemoteEndPoint)));
                context.RemoteEndPoint = wait.Header.Client;
                await next(context);
                break;
            case ProxyHeaderStatus.Unnamed:
                await next(context);
                break;
            case ProxyHeaderStatus.None or ProxyHeaderStatus.Unclear when _optional:
                if (wait.End == HeaderWaitEnd.Deadline)
                {
                    LateHeaderGuard.Watch(context, options.Name, refusals, logger);
                }

                await next(context);
                break;
            case ProxyHeaderStatus.Unclear when wait.End == HeaderWaitEnd.Closed:
                refusals.RefuseQuietly(context, Refusal.ProxyProtocol);
                break;
            default:
                await refusals.Refuse(context, Refusal.ProxyProtocol, Why(wait));
                break;
        }
    }

    private string Why(HeaderWait wait) => wait.Header.Status switch
    {
        ProxyHeaderStatus.None => "it does not begin with a PROXY header. Cure: have the proxy send it (HAProxy: send-proxy-v2), or set proxy_protocol to optional for clients that come without a proxy",
        ProxyHeaderStatus.Invalid => "its PROXY header is not valid. Cure: look what the proxy sends; versions 1 and 2 are served",
        _ when wait.End == HeaderWaitEnd.Closed => "it ended within its PROXY header. Cure: look what the proxy sends",
        _ => $"its PROXY header did not come within {Patience.TotalSeconds} s. Cure: have the proxy send it as soon as it connects, not with the client's first bytes",
    };
}
