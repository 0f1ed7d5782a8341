using System.Text;
using System.Text.Unicode;

namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>The commands of one client and their replies (RFC 5321); knows neither connection nor disk.</summary>
internal sealed class SmtpDialogue(SmtpSettings settings, ClientIdentity client)
{
    private int _errors;

    /// <summary>The message that is being prepared; null outside a transaction.</summary>
    public Envelope? Envelope { get; private set; }

    /// <summary>Replies to one command line, which comes without its line end.</summary>
    public SmtpStep Command(ReadOnlySpan<byte> line, SmtpReplies replies)
    {
        if (!Utf8.IsValid(line))
        {
            return Wrong("500 5.5.2 Not UTF-8", replies);
        }

        var text = Encoding.UTF8.GetString(line).AsSpan().TrimEnd(' ');
        var space = text.IndexOf(' ');
        var verb = space < 0 ? text : text[..space];
        var argument = space < 0 ? default : text[(space + 1)..].TrimStart(' ');
        var known = verb.Length <= 8 ? verb.ToString().ToUpperInvariant() : "";

        // No control character gets any further: not into a reply, a header or a file.
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return Wrong("501 5.5.2 Control characters are not allowed, lines end with CR LF", replies);
            }
        }

        switch (known)
        {
            case "EHLO" or "HELO":
                return Hello(argument, extended: known == "EHLO", replies);
            case "MAIL":
                return Mail(argument, replies);
            case "RCPT":
                return Recipient(argument, replies);
            case "DATA":
                return Data(argument, replies);
            case "RSET" when argument.IsEmpty:
                Envelope = null;
                return Fine("250 2.0.0 OK", replies);
            case "NOOP":
                return Fine("250 2.0.0 OK", replies);
            case "VRFY" when !argument.IsEmpty:
                return Fine("252 2.0.0 Send some mail, it will be tried", replies);
            case "HELP":
                return Fine("214 2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT", replies);
            case "QUIT" when argument.IsEmpty:
                replies.Add($"221 2.0.0 {settings.HostName} closing connection");
                return SmtpStep.Close;
            case "RSET" or "QUIT":
                return Wrong($"501 5.5.4 {known} takes no argument", replies);
            case "VRFY":
                return Wrong("501 5.5.4 VRFY takes an address", replies);
            case "STARTTLS" or "AUTH" or "EXPN" or "ETRN" or "BDAT" or "TURN" or "ATRN" or "SEND" or "SOML" or "SAML":
                return Wrong($"502 5.5.1 {known} is not offered here", replies);
            default:
                return Wrong("500 5.5.1 Unknown command", replies);
        }
    }

    /// <summary>A line over the limit: its bytes are gone.</summary>
    public SmtpStep LineTooLong(SmtpReplies replies) => Wrong("500 5.5.2 Line too long", replies);

    /// <summary>The message has come, or cannot come; the next transaction may begin.</summary>
    public void EndTransaction(bool accepted)
    {
        Envelope = null;
        _errors = accepted ? 0 : _errors;
    }

    private SmtpStep Hello(ReadOnlySpan<char> name, bool extended, SmtpReplies replies)
    {
        if (name.IsEmpty || name.Length > 255)
        {
            return Wrong("501 5.5.4 Say your name", replies);
        }

        client.Name = name.ToString();
        client.Extended = extended;
        Envelope = null;
        if (!extended)
        {
            return Fine($"250 {settings.HostName}", replies);
        }

        replies.Add($"250-{settings.HostName}");
        replies.Add("250-PIPELINING");
        replies.Add("250-8BITMIME");
        replies.Add("250-SMTPUTF8");
        replies.Add($"250-SIZE {settings.MaxMessageSize}");
        replies.Add("250-ENHANCEDSTATUSCODES");
        return Fine("250 HELP", replies);
    }

    private SmtpStep Mail(ReadOnlySpan<char> argument, SmtpReplies replies)
    {
        if (client.Name is null)
        {
            return Wrong("503 5.5.1 EHLO first", replies);
        }

        if (Envelope is not null)
        {
            return Wrong("503 5.5.1 There is a sender already", replies);
        }

        if (!TryPath(argument, "FROM:", out var sender, out var rest))
        {
            return Wrong("501 5.1.7 The syntax is MAIL FROM:<address>", replies);
        }

        var parameters = MailParameters.Parse(rest);
        if (parameters.Refusal is not null)
        {
            return Wrong(parameters.Refusal, replies);
        }

        if (parameters.Size > settings.MaxMessageSize)
        {
            return Fine($"552 5.3.4 A message has at most {settings.MaxMessageSize} bytes", replies);
        }

        if (!parameters.International && !Ascii.IsValid(sender))
        {
            return Fine("553 5.6.7 This address needs SMTPUTF8", replies);
        }

        Envelope = new Envelope(sender, parameters.International);
        return Fine("250 2.1.0 OK", replies);
    }

    private SmtpStep Recipient(ReadOnlySpan<char> argument, SmtpReplies replies)
    {
        if (Envelope is null)
        {
            return Wrong("503 5.5.1 MAIL first", replies);
        }

        if (!TryPath(argument, "TO:", out var recipient, out var rest) || recipient.Length == 0)
        {
            return Wrong("501 5.1.3 The syntax is RCPT TO:<address>", replies);
        }

        if (!rest.IsWhiteSpace())
        {
            return Wrong("555 5.5.4 Unknown parameter", replies);
        }

        if (!Envelope.International && !Ascii.IsValid(recipient))
        {
            return Fine("553 5.6.7 This address needs SMTPUTF8", replies);
        }

        if (Envelope.Recipients.Count >= settings.MaxRecipients)
        {
            return Fine("452 4.5.3 Too many recipients, send to these first", replies);
        }

        Envelope.Recipients.Add(recipient);
        return Fine("250 2.1.5 OK", replies);
    }

    private SmtpStep Data(ReadOnlySpan<char> argument, SmtpReplies replies)
    {
        if (!argument.IsEmpty)
        {
            return Wrong("501 5.5.4 DATA takes no argument", replies);
        }

        return Envelope is { Recipients.Count: > 0 }
            ? SmtpStep.Message
            : Wrong(Envelope is null ? "503 5.5.1 MAIL first" : "503 5.5.1 RCPT first", replies);
    }

    private static bool TryPath(ReadOnlySpan<char> argument, string keyword, out string mailbox, out ReadOnlySpan<char> rest)
    {
        mailbox = "";
        rest = default;
        return argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase) && MailPath.TryParse(argument[keyword.Length..], out mailbox, out rest);
    }

    private static SmtpStep Fine(string reply, SmtpReplies replies)
    {
        replies.Add(reply);
        return SmtpStep.Command;
    }

    private SmtpStep Wrong(string reply, SmtpReplies replies)
    {
        if (++_errors < settings.MaxErrors)
        {
            return Fine(reply, replies);
        }

        replies.Add($"421 4.7.0 {settings.HostName} Too many errors, closing connection");
        return SmtpStep.Close;
    }
}
