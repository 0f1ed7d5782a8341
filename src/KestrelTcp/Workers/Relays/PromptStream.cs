using System.Net.Sockets;

namespace KestrelTcp.Workers.Relays;

/// <summary>
/// A TCP stream that acknowledges at once. A worker sends its answer and its pid as two small packets, and its kernel holds
/// the second back until the first is acknowledged (Nagle), which ours would put off for 40 ms.
/// </summary>
internal sealed class PromptStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int _tcpLevel = 6;
    private const int _quickAcknowledge = 12;
    private static readonly byte[] _on = BitConverter.GetBytes(1);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The kernel forgets it after a while, so it is said before every read.
        Socket.SetRawSocketOption(_tcpLevel, _quickAcknowledge, _on);
        return base.ReadAsync(buffer, cancellationToken);
    }
}
