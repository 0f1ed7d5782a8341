namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>Sender and recipients of the message that a client is about to give.</summary>
/// <param name="Sender">Empty for the null sender.</param>
/// <param name="International">The client asked for SMTPUTF8.</param>
internal sealed record Envelope(string Sender, bool International)
{
    /// <summary>In the order in which they were named.</summary>
    public List<string> Recipients { get; } = [];
}
