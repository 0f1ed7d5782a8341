using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace KestrelTcp.Ingress;

/// <summary>Tells a client that takes our bytes slowly from one that takes none: by what its kernel has acknowledged.</summary>
internal sealed class WriteProgress(Socket? socket)
{
    private const int _tcpLevel = 6;
    private const int _tcpInfo = 11;

    /// <summary>Offset of tcpi_bytes_acked in struct tcp_info (linux/tcp.h).</summary>
    private const int _bytesAcknowledged = 120;

    private long _episode;
    private ulong _acknowledged;
    private long _since;

    /// <summary>Since when no byte was taken.</summary>
    /// <param name="pendingSince">When the present write began to wait (Stopwatch timestamp); another value is another episode.</param>
    public TimeSpan StoodStillFor(long pendingSince)
    {
        var acknowledged = Acknowledged();
        if (_episode != pendingSince)
        {
            _episode = pendingSince;
            _since = pendingSince;
            _acknowledged = acknowledged;
        }
        else if (_acknowledged != acknowledged)
        {
            _acknowledged = acknowledged;
            _since = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_since);
    }

    private ulong Acknowledged()
    {
        if (socket is not { ProtocolType: ProtocolType.Tcp })
        {
            return 0;
        }

        try
        {
            Span<byte> info = stackalloc byte[256];
            return socket.GetRawSocketOption(_tcpLevel, _tcpInfo, info) >= _bytesAcknowledged + sizeof(ulong)
                ? BinaryPrimitives.ReadUInt64LittleEndian(info[_bytesAcknowledged..])
                : 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
