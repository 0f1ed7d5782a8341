namespace KestrelTcp.Ingress;

/// <summary>The proxy that a connection came through. A connection's feature.</summary>
/// <param name="Address">Its own, as <see cref="RemoteAddress"/> writes it.</param>
internal sealed record ProxyPeer(string Address);
