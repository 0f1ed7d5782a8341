using System.Net;
using KestrelTcp.Configuration;

namespace KestrelTcp.Ingress.Listening;

/// <summary>An address to bind and the settings of the server that it belongs to.</summary>
internal sealed class ListenEndPoint(TcpServerOptions options, EndPoint address) : EndPoint
{
    public TcpServerOptions Options { get; } = options;

    public EndPoint Address { get; } = address;

    /// <summary>The other loopback of <c>localhost</c>: a machine may lack it.</summary>
    public bool IsOptional { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Address.ToString() ?? "";
}
