namespace KestrelTcp.Configuration;

/// <summary>Tells by its name, or by a password inside a URL, whether a value should be seen by nobody.</summary>
internal static class SecretNames
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "********";

    private static readonly string[] Words =
        ["password", "passwd", "passphrase", "pwd", "secret", "token", "key", "credential", "auth", "dsn", "cookie", "private"];

    /// <summary>The value as it may be shown.</summary>
    public static string Masked(string name, string value)
    {
        if (value.Length > 0 && IsSecret(name))
            return Mask;

        // scheme://user:password@host
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        var at = value.LastIndexOf('@');
        var colon = scheme < 0 ? -1 : value.IndexOf(':', scheme + 3);
        return colon > 0 && colon < at ? value[..(colon + 1)] + Mask + value[at..] : value;
    }
    /// <summary>An argument of a command as it may be shown: <c>--token=abc</c> has a name too.</summary>
    public static string MaskedArgument(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && IsSecret(argument[..equals]) ? argument[..(equals + 1)] + Mask : Masked("", argument);
    }

    private static bool IsSecret(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
