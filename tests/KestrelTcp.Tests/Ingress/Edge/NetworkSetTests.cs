using System.Net;
using CsCheck;
using KestrelTcp.Ingress.Edge;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Edge;

/// <summary>Which addresses a list has.</summary>
public sealed class NetworkSetTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("192.0.2.7/32", "192.0.2.7", true)]
    [InlineData("192.0.2.7/32", "192.0.2.6", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("::/0", "::ffff:10.0.0.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("fe80::/10", "fe80::1%1", true)]
    public void Address_isFoundByItsNetwork(string network, string address, bool found) =>
        Assert.Equal(found, new NetworkSet([IPNetwork.Parse(network)]).Contains(IPAddress.Parse(address)));

    [Fact]
    public void ManyNetworks_findWhatALookThroughAllFinds() =>
        Gen.Select(Gen.Select(Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]), Gen.Int[0, 128]).Array[0, 20], Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]), Gen.Int[0, 19]).Sample(
            (entries, other, near) =>
            {
                var networks = entries.Select(entry => Network(entry.Item1, entry.Item2 % ((8 * entry.Item1.Length) + 1))).ToArray();
                // One that is near to a network of the list: else hardly any would be found.
                var address = new IPAddress(entries.Length > near ? [.. entries[near].Item1[..^1], other[0]] : other);

                Assert.Equal(networks.Any(network => network.Contains(address)), new NetworkSet(networks).Contains(address));
            });

    [Fact]
    public void NoNetworks_areEmpty_andHaveNobody()
    {
        Assert.True(new NetworkSet([]).IsEmpty);
        Assert.False(new NetworkSet([]).Contains(IPAddress.Loopback));
        Assert.False(new NetworkSet([IPNetwork.Parse("::/0")]).IsEmpty);
    }

    private static IPNetwork Network(byte[] bytes, int length)
    {
        for (var bit = length; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }
}
