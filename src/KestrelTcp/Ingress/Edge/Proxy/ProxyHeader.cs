using System.Buffers;
using System.Net;

namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>What a proxy tells of a connection before anything else (the PROXY protocol of HAProxy, versions 1 and 2).</summary>
/// <param name="Status">Whether there is one.</param>
/// <param name="Length">Its bytes, when it is whole.</param>
/// <param name="Client">The client's address, when it is named; null: a unix peer.</param>
internal readonly record struct ProxyHeader(ProxyHeaderStatus Status, int Length = 0, IPEndPoint? Client = null)
{
    /// <summary>What is looked at, of either version.</summary>
    private const int _mostLooked = 128;

    /// <summary>Nothing that comes later changes it.</summary>
    public bool IsDecided => Status is not (ProxyHeaderStatus.Unclear or ProxyHeaderStatus.Incomplete);

    /// <param name="bytes">All that has been received.</param>
    public static ProxyHeader Read(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            return Read(bytes.FirstSpan, bytes.Length);
        }

        Span<byte> start = stackalloc byte[(int)Math.Min(bytes.Length, _mostLooked)];
        bytes.Slice(0, start.Length).CopyTo(start);
        return Read(start, bytes.Length);
    }

    /// <param name="start">The first of them.</param>
    /// <param name="received">How many there are.</param>
    private static ProxyHeader Read(ReadOnlySpan<byte> start, long received)
    {
        if (start.StartsWith(ProxyHeaderV1.Signature))
        {
            return ProxyHeaderV1.Read(start);
        }

        if (start.StartsWith(ProxyHeaderV2.Signature))
        {
            return ProxyHeaderV2.Read(start, received);
        }

        return new(ProxyHeaderV1.Signature.StartsWith(start) || ProxyHeaderV2.Signature.StartsWith(start) ? ProxyHeaderStatus.Unclear : ProxyHeaderStatus.None);
    }
}
