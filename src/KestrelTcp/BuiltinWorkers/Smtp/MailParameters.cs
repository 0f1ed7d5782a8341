using System.Globalization;

namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>The parameters of MAIL: SIZE, BODY and SMTPUTF8.</summary>
/// <param name="Size">What the client says the message has; null when it does not say.</param>
/// <param name="International">SMTPUTF8 was given.</param>
/// <param name="Refusal">The reply when they cannot be taken; null when they can.</param>
internal readonly record struct MailParameters(long? Size, bool International, string? Refusal)
{
    public static MailParameters Parse(ReadOnlySpan<char> text)
    {
        long? size = null;
        var international = false;
        foreach (var range in text.Split(' '))
        {
            var parameter = text[range];
            var equals = parameter.IndexOf('=');
            var name = equals < 0 ? parameter : parameter[..equals];
            var value = equals < 0 ? default : parameter[(equals + 1)..];
            if (parameter.IsEmpty)
            {
                continue;
            }

            if (name.Equals("SIZE", StringComparison.OrdinalIgnoreCase))
            {
                // RFC 1870 allows twenty digits, more than a long holds; too much is too much.
                if (value.IsEmpty || value.Length > 20 || value.ContainsAnyExceptInRange('0', '9'))
                {
                    return Refused("501 5.5.4 SIZE takes a number");
                }

                size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
            }
            else if (name.Equals("BODY", StringComparison.OrdinalIgnoreCase))
            {
                if (!value.Equals("7BIT", StringComparison.OrdinalIgnoreCase) && !value.Equals("8BITMIME", StringComparison.OrdinalIgnoreCase))
                {
                    return Refused("501 5.5.4 BODY is 7BIT or 8BITMIME");
                }
            }
            else if (name.Equals("SMTPUTF8", StringComparison.OrdinalIgnoreCase))
            {
                if (equals >= 0)
                {
                    return Refused("501 5.5.4 SMTPUTF8 takes no value");
                }

                international = true;
            }
            else
            {
                return Refused("555 5.5.4 Unknown parameter");
            }
        }

        return new MailParameters(size, international, null);
    }

    private static MailParameters Refused(string reply) => new(null, false, reply);
}
