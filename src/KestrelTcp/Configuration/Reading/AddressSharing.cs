namespace KestrelTcp.Configuration.Reading;

/// <summary>Who else may use an address.</summary>
internal enum AddressSharing
{
    None,

    /// <summary>Others that set <c>reuse_port</c> too.</summary>
    Port,

    /// <summary>The other HTTP endpoint: status and metrics may share one.</summary>
    Http,
}
