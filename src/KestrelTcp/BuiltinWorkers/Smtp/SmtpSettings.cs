namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>What may be set from outside (SMTP_MAILBOX, SMTP_HOSTNAME), and the limits that a client is held to.</summary>
internal sealed record SmtpSettings
{
    /// <summary>The Maildir that accepted mail goes to.</summary>
    public string Mailbox { get; init; } = Path.Combine("var", "mailbox");

    /// <summary>Our name, in the greeting and in Received.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>Longest message in bytes, as SIZE announces it.</summary>
    public long MaxMessageSize { get; init; } = 50 << 20;

    public int MaxRecipients { get; init; } = 100;

    /// <summary>A client that does not know what it is doing is let go after that many wrong commands since its last accepted message.</summary>
    public int MaxErrors { get; init; } = 20;

    public static SmtpSettings FromEnvironment()
    {
        var settings = new SmtpSettings { HostName = Name(Environment.GetEnvironmentVariable("SMTP_HOSTNAME"), Name(Environment.MachineName, "localhost")) };
        return Environment.GetEnvironmentVariable("SMTP_MAILBOX") is { Length: > 0 } mailbox ? settings with { Mailbox = mailbox } : settings;
    }

    // The name stands in replies, in a header and in file names: only what is a host name may go there.
    private static string Name(string? name, string otherwise) =>
        !string.IsNullOrEmpty(name) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && name[0] != '.' ? name : otherwise;
}
