using System.ComponentModel;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>What a client can bring about in an SslStream by what it sends, or by going away.</summary>
internal static class TlsNoise
{
    public static bool Is(Exception exception) => exception is IOException or AuthenticationException or OperationCanceledException
        or ObjectDisposedException or Win32Exception or CryptographicException;
}
