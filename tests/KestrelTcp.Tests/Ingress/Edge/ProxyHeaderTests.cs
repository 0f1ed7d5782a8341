using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;
using CsCheck;
using KestrelTcp.Ingress.Edge.Proxy;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Edge;

/// <summary>Headers of both versions, what is like one, and rubbish.</summary>
public sealed class ProxyHeaderTests
{
    private static readonly byte[] _signature = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

    private static readonly Gen<IPEndPoint> _v4 = Gen.Select(Gen.Byte.Array[4], Gen.UShort, (bytes, port) => new IPEndPoint(new IPAddress(bytes), port));
    private static readonly Gen<IPEndPoint> _v6 = Gen.Select(Gen.Byte.Array[16], Gen.UShort, (bytes, port) => new IPEndPoint(new IPAddress(bytes), port));
    private static readonly Gen<(IPEndPoint Source, IPEndPoint Target)> _ends = Gen.OneOf(Gen.Select(_v4, _v4), Gen.Select(_v6, _v6));

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 51234 25\r\n", "192.0.2.7:51234")]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535")]
    [InlineData("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\nMAIL", "0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:DB8::7 ::1 1 2\r\n", "[2001:db8::7]:1")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n", "[::ffff:192.0.2.7]:1")]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    public void Text_thatNamesAClient_isRead(string text, string client)
    {
        var header = Read(Encoding.Latin1.GetBytes(text));

        Assert.Equal((ProxyHeaderStatus.Named, text.IndexOf('\n', StringComparison.Ordinal) + 1), (header.Status, header.Length));
        Assert.Equal(client, header.Client?.ToString());
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN \r\n")]
    [InlineData("PROXY UNKNOWN what ever it is\r\n")]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n")]
    public void Text_thatNamesNobody_isRead(string text) => Assert.Equal(new(ProxyHeaderStatus.Unnamed, text.Length), Read(Encoding.Latin1.GetBytes(text)));

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 51234 25\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 51234 25\rX")]
    [InlineData("PROXY UNKNOWN a\nb\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY TCP5 192.0.2.7 198.51.100.1 51234 25\r\n")]
    [InlineData("PROXY tcp4 192.0.2.7 198.51.100.1 51234 25\r\n")]
    [InlineData("PROXY  TCP4 192.0.2.7 198.51.100.1 51234 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7  198.51.100.1 51234 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 51234 25 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 51234\r\n")]
    [InlineData("PROXY TCP4 192.0.2.07 198.51.100.1 51234 25\r\n")]
    [InlineData("PROXY TCP4 192.0.519 198.51.100.1 51234 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.256 51234 25\r\n")]
    [InlineData("PROXY TCP4 2001:db8::7 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 192.0.2.7 198.51.100.1 51234 25\r\n")]
    [InlineData("PROXY TCP6 [::1] ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 ::1 ::1::2 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 65536 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 51234 025\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 -1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1  25\r\n")]
    public void Text_thatIsNotExact_isInvalid(string text) => Assert.Equal(ProxyHeaderStatus.Invalid, Read(Encoding.Latin1.GetBytes(text)).Status);

    [Fact]
    public void Text_withoutAnEnd_isInvalidFromItsGreatestLength()
    {
        var text = Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 200));

        Assert.Equal(ProxyHeaderStatus.Incomplete, Read(text[..106]).Status);
        Assert.Equal(ProxyHeaderStatus.Invalid, Read(text[..107]).Status);
        Assert.Equal(ProxyHeaderStatus.Incomplete, Read([.. text[..105], (byte)'\r']).Status);
        Assert.Equal(ProxyHeaderStatus.Unnamed, Read([.. text[..105], .. "\r\n"u8]).Status);
        Assert.Equal(ProxyHeaderStatus.Invalid, Read([.. text[..106], (byte)'\r']).Status);
        Assert.Equal(ProxyHeaderStatus.Invalid, Read([.. text[..106], .. "\r\n"u8]).Status);
    }

    [Theory]
    // LOCAL, whatever follows; UNSPEC; what is no stream.
    [InlineData(0x20, 0x00, 0, "Unnamed")]
    [InlineData(0x20, 0x11, 12, "Unnamed")]
    [InlineData(0x20, 0xff, 3, "Unnamed")]
    [InlineData(0x21, 0x00, 0, "Unnamed")]
    [InlineData(0x21, 0x01, 0, "Unnamed")]
    [InlineData(0x21, 0x10, 12, "Unnamed")]
    [InlineData(0x21, 0x12, 12, "Unnamed")]
    [InlineData(0x21, 0x22, 36, "Unnamed")]
    [InlineData(0x21, 0x32, 216, "Unnamed")]
    // A client.
    [InlineData(0x21, 0x11, 12, "Named")]
    [InlineData(0x21, 0x11, 4096, "Named")]
    [InlineData(0x21, 0x21, 36, "Named")]
    [InlineData(0x21, 0x21, 300, "Named")]
    [InlineData(0x21, 0x31, 216, "Named")]
    // Too short, too long, unknown.
    [InlineData(0x21, 0x11, 11, "Invalid")]
    [InlineData(0x21, 0x21, 35, "Invalid")]
    [InlineData(0x21, 0x31, 215, "Invalid")]
    [InlineData(0x21, 0x11, 4097, "Invalid")]
    [InlineData(0x20, 0x00, 65535, "Invalid")]
    [InlineData(0x22, 0x11, 12, "Invalid")]
    [InlineData(0x2f, 0x11, 12, "Invalid")]
    [InlineData(0x11, 0x11, 12, "Invalid")]
    [InlineData(0x31, 0x11, 12, "Invalid")]
    [InlineData(0x01, 0x11, 12, "Invalid")]
    [InlineData(0x21, 0x41, 12, "Invalid")]
    [InlineData(0x21, 0xf1, 12, "Invalid")]
    [InlineData(0x21, 0x13, 12, "Invalid")]
    [InlineData(0x21, 0x1f, 12, "Invalid")]
    public void Binary_isReadByItsCommandFamilyAndLength(int command, int kind, int length, string status)
    {
        var bytes = Binary((byte)command, (byte)kind, new byte[length]);

        var header = Read([.. bytes, .. "behind"u8]);

        Assert.Equal(status, header.Status.ToString());
        Assert.Equal(status == "Invalid" ? 0 : bytes.Length, header.Length);
    }

    [Fact]
    public void EitherVersion_ofAnyAddresses_inAnyPieces_isReadWhole() => Gen.Select(_ends, Gen.Bool, Gen.Byte.Array[0, 400], Gen.Byte.Array[0, 50], Gen.Int[1, 70]).Sample(
        (ends, binary, extensions, behind, piece) =>
        {
            var header = binary ? Binary(ends.Source, ends.Target, extensions) : Text(ends.Source, ends.Target);
            byte[] all = [.. header, .. behind];

            for (var length = 0; length < header.Length; length++)
            {
                var status = Read(all[..length], piece).Status;
                Assert.True(status is ProxyHeaderStatus.Incomplete or ProxyHeaderStatus.Unclear, $"{status} at {length} of {header.Length}");
            }

            Assert.Equal(new(ProxyHeaderStatus.Named, header.Length, ends.Source), Read(all, piece));
        },
        iter: 200);

    [Fact]
    public void AnyByteThatIsChanged_throwsNothing_andNeverReachesBehindTheHeader() => Gen.Select(_ends, Gen.Bool, Gen.Int[0, 200], Gen.Byte).Sample(
        (ends, binary, at, value) =>
        {
            var header = binary ? Binary(ends.Source, ends.Target, []) : Text(ends.Source, ends.Target);
            header[at % header.Length] = value;

            Assert.InRange(Read(header, 7).Length, 0, header.Length);
        });

    [Fact]
    public void Rubbish_isDecidedWithinTheBound() =>
        Gen.Select(Gen.OneOf(Gen.Const(Array.Empty<byte>()), Gen.Const("PROXY "u8.ToArray()), Gen.Const(_signature)), Gen.Byte.Array[0, 300], Gen.Int[1, 400]).Sample((start, rest, piece) =>
        {
            byte[] bytes = [.. start, .. rest, .. new byte[16 + ProxyHeaderV2.MostLength]];

            var header = Read(bytes, piece);

            Assert.True(header.IsDecided);
            Assert.InRange(header.Length, 0, bytes.Length);
        });

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PROXY")]
    [InlineData("\r")]
    [InlineData("\r\n\r\n\0\r\nQUIT")]
    public void FewBytes_areUnclear(string text) => Assert.Equal(ProxyHeaderStatus.Unclear, Read(Encoding.Latin1.GetBytes(text)).Status);

    [Theory]
    [InlineData("EHLO example.org\r\n")]
    [InlineData("PROXY\r\n")]
    [InlineData("proxy TCP4")]
    [InlineData("\r\nQUIT\r\n")]
    [InlineData("PQ")]
    public void OtherBytes_areNoHeader(string text) => Assert.Equal(new(ProxyHeaderStatus.None), Read(Encoding.Latin1.GetBytes(text)));

    private static byte[] Text(IPEndPoint source, IPEndPoint target)
    {
        var family = source.Address.GetAddressBytes().Length == 4 ? "TCP4" : "TCP6";
        return Encoding.ASCII.GetBytes($"PROXY {family} {source.Address} {target.Address} {source.Port} {target.Port}\r\n");
    }

    private static byte[] Binary(IPEndPoint source, IPEndPoint target, byte[] extensions)
    {
        var (from, to) = (source.Address.GetAddressBytes(), target.Address.GetAddressBytes());
        byte[] addresses = [.. from, .. to, (byte)(source.Port >> 8), (byte)source.Port, (byte)(target.Port >> 8), (byte)target.Port, .. extensions];
        return Binary(0x21, from.Length == 4 ? (byte)0x11 : (byte)0x21, addresses);
    }

    private static byte[] Binary(byte command, byte kind, byte[] rest)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)rest.Length);
        return [.. _signature, command, kind, .. length, .. rest];
    }

    private static ProxyHeader Read(byte[] bytes, int piece = int.MaxValue)
    {
        Piece? first = null;
        Piece? last = null;
        foreach (var chunk in bytes.Chunk(piece))
        {
            last = new Piece(chunk, last);
            first ??= last;
        }

        return ProxyHeader.Read(first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length));
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
