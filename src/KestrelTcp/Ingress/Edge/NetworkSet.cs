using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.Ingress.Edge;

/// <summary>Networks to look an address up in. It takes a look for each length of prefix that occurs, however many networks there are.</summary>
internal sealed class NetworkSet
{
    private readonly List<(UInt128 Mask, HashSet<UInt128> Networks)> _v4;
    private readonly List<(UInt128 Mask, HashSet<UInt128> Networks)> _v6;

    public NetworkSet(IReadOnlyList<IPNetwork> networks)
    {
        _v4 = ByLength(networks.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork));
        _v6 = ByLength(networks.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6));
    }

    public bool IsEmpty => _v4.Count + _v6.Count == 0;

    /// <summary>An IPv4 address in IPv6, as dual-stack sockets show it, is the IPv4 address.</summary>
    public bool Contains(IPAddress address)
    {
        var bits = BitsOf(address);
        foreach (var (mask, networks) in address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6 ? _v4 : _v6)
        {
            if (networks.Contains(bits & mask))
            {
                return true;
            }
        }

        return false;
    }

    private static List<(UInt128 Mask, HashSet<UInt128> Networks)> ByLength(IEnumerable<IPNetwork> networks) =>
        [.. networks.GroupBy(network => network.PrefixLength).Select(group => (Mask(group.First()), group.Select(network => BitsOf(network.BaseAddress)).ToHashSet()))];

    private static UInt128 Mask(IPNetwork network)
    {
        var behind = (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) - network.PrefixLength;
        return behind == 128 ? 0 : UInt128.MaxValue << behind;
    }

    /// <summary>IPv4 in the lowest 32 bits.</summary>
    private static UInt128 BitsOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return address.IsIPv4MappedToIPv6 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : written == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
