using System.Buffers;

namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>The path of MAIL and RCPT: <c>&lt;local@domain&gt;</c>, the local part perhaps quoted, a source route in front perhaps (RFC 5321, 4.1.2).</summary>
internal static class MailPath
{
    private const int _maxLength = 512; // Twice what RFC 5321 asks for.

    private static readonly SearchValues<char> _notInAtoms = SearchValues.Create(" ()<>[]:;@\\,\"");
    private static readonly SearchValues<char> _notInLiterals = SearchValues.Create(" []\\<>()\"");

    /// <param name="text">What follows "FROM:" or "TO:".</param>
    /// <param name="mailbox">The address without brackets and route; empty for <c>&lt;&gt;</c>.</param>
    /// <param name="parameters">What follows the path.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out string mailbox, out ReadOnlySpan<char> parameters)
    {
        mailbox = "";
        parameters = default;
        text = text.TrimStart(' ');
        var end = EndOfPath(text);
        if (end < 0 || end > _maxLength)
        {
            return false;
        }

        parameters = text[(end + 1)..];
        if (!parameters.IsEmpty && parameters[0] != ' ')
        {
            return false;
        }

        var path = text[1..end];
        if (path.StartsWith('@'))
        {
            // A source route is to be accepted and ignored.
            var colon = path.IndexOf(':');
            path = path[(colon + 1)..];
            if (colon < 0 || path.IsEmpty)
            {
                return false;
            }
        }

        mailbox = path.ToString();
        return path.IsEmpty || IsMailbox(path);
    }

    private static int EndOfPath(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith('<'))
        {
            return -1;
        }

        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '>' when !quoted:
                    return i;
            }
        }

        return -1;
    }

    private static bool IsMailbox(ReadOnlySpan<char> path)
    {
        if (path.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
        {
            return true; // The one mailbox that needs no domain.
        }

        var at = path.LastIndexOf('@');
        return at > 0 && IsLocalPart(path[..at]) && IsDomain(path[(at + 1)..]);
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        if (local[0] != '"')
        {
            return !local.ContainsAny(_notInAtoms);
        }

        if (local.Length < 2 || local[^1] != '"')
        {
            return false;
        }

        var inner = local[1..^1];
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '"' || (inner[i] == '\\' && ++i == inner.Length))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain.Length > 2 && domain[0] == '[' && domain[^1] == ']')
        {
            return !domain[1..^1].ContainsAny(_notInLiterals);
        }

        var label = 0;
        foreach (var c in domain)
        {
            if (c == '.' && label > 0)
            {
                label = 0;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || !char.IsAscii(c))
            {
                label++;
            }
            else
            {
                return false;
            }
        }

        return label > 0;
    }
}
