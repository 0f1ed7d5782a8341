using System.Security.Cryptography;

namespace KestrelTcp.Configuration.Values;

/// <summary>What a PEM file says of private keys.</summary>
internal static class PemKey
{
    /// <summary>There is one, encrypted or not.</summary>
    public static bool IsIn(string text)
    {
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
                return true;

            rest = rest[fields.Location.End..];
        }

        return false;
    }

    /// <summary>It needs a password: in PKCS #8 the label says so, in OpenSSL's older form a header, which is no PEM to .NET.</summary>
    public static bool IsEncrypted(string text) =>
        text.Contains("BEGIN ENCRYPTED PRIVATE KEY-", StringComparison.Ordinal) || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal);
}
