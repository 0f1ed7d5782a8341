namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>Who the client is, for the Received header.</summary>
/// <param name="RemoteAddress">As the server tells it: <c>ip:port</c>, <c>[v6]:port</c>, <c>@</c>.</param>
/// <param name="Encrypted">The connection is under TLS.</param>
internal sealed record ClientIdentity(string RemoteAddress, bool Encrypted)
{
    /// <summary>The name of the last HELO or EHLO; null before it.</summary>
    public string? Name { get; set; }

    /// <summary>It said EHLO.</summary>
    public bool Extended { get; set; }
}
