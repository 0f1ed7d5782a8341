namespace KestrelTcp.Configuration;

/// <summary>Which worker gets an event.</summary>
internal enum DispatchMode
{
    /// <summary>Any free worker.</summary>
    Any,

    /// <summary>The worker that got the connection's CONNECTED.</summary>
    Sticky,
}
