using System.Net.Sockets;
using KestrelTcp.Io;

namespace KestrelTcp.Workers.Relays;

/// <summary>A worker that has dialled in on the relay socket.</summary>
internal sealed class SocketLink(Socket socket) : IWorkerLink
{
    private readonly NetworkStream _stream = socket.ProtocolType == ProtocolType.Tcp ? new PromptStream(socket) : new NetworkStream(socket, ownsSocket: true);

    public Stream Input => _stream;

    public Stream Output => _stream;

    public IoLoop? Loop => null;

    /// <summary>A socket does not tell what its peer has read: all counts as read, and no event is given to a second worker by mistake.</summary>
    public int UnreadInput => 0;

    public bool HasOutput
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public void Dispose() => _stream.Dispose();
}
