namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>What comes after a command.</summary>
internal enum SmtpStep
{
    /// <summary>Another command.</summary>
    Command,

    /// <summary>The message.</summary>
    Message,

    /// <summary>Nothing: the connection is to be closed.</summary>
    Close,
}
