using KestrelTcp.Configuration;
using KestrelTcp.Ingress.Edge.Proxy;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Edge;

/// <summary>The steps of one server, shared by its listeners. What its settings do not ask for is null, and costs nothing.</summary>
internal sealed class EdgeSteps
{
    /// <param name="options">The server's.</param>
    /// <param name="sharedLimit">The bound over all servers.</param>
    /// <param name="metrics">The server's.</param>
    /// <param name="logger">For what the operator should know.</param>
    /// <param name="stopping">Turns those away who are only about to come in.</param>
    public EdgeSteps(TcpServerOptions options, ConnectionLimit sharedLimit, ServerMetrics metrics, ILogger logger, CancellationToken stopping)
    {
        var refusals = new Refusals(options.Name, metrics, logger);
        Admission = new(options, sharedLimit, metrics, refusals);
        Proxy = options.ProxyProtocol == ProxyProtocolMode.Off ? null : new(options, refusals, logger, stopping);
        AccessList = options.Allow.Count + options.Deny.Count == 0 ? null : new(options, refusals);
        Rate = options.ConnectionRatePerIp is { } rate ? new(rate, refusals) : null;
        AddressLimit = options.MaxConnectionsPerIp == 0 ? null : new(options, refusals);
    }

    public Admission Admission { get; }

    public ProxyReception? Proxy { get; }

    public AccessList? AccessList { get; }

    public ConnectionRate? Rate { get; }

    public AddressLimit? AddressLimit { get; }
}
