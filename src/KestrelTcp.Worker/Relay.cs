using System.Globalization;
using System.Net.Sockets;

namespace KestrelTcp.Worker;

/// <summary>The way to the server: the process's own stdin and stdout, or a socket that this side connects.</summary>
internal sealed class Relay(Stream input, Stream output) : IDisposable
{
    private const string _tcp = "tcp://";
    private const string _unix = "unix://";

    public Stream Input { get; } = input;

    public Stream Output { get; } = output;

    /// <param name="address">What the server says in RR_RELAY: <c>pipes</c> (also when null or empty), <c>tcp://host:port</c>, <c>unix://path</c>.</param>
    /// <exception cref="InvalidDataException">The address is none of these.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static Relay Open(string? address)
    {
        // Whatever the relay, text on stdout would be lost or take the place of a frame.
        var (input, output) = StandardStreams.Take();
        if (string.IsNullOrEmpty(address) || address == "pipes")
        {
            return new Relay(input, output);
        }

        input.Dispose();
        output.Dispose();
        var stream = new NetworkStream(Connect(address), ownsSocket: true);
        return new Relay(stream, stream);
    }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }

    private static Socket Connect(string address)
    {
        if (address.StartsWith(_unix, StringComparison.Ordinal))
        {
            var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            local.Connect(new UnixDomainSocketEndPoint(address[_unix.Length..]));
            return local;
        }

        var colon = address.LastIndexOf(':');
        if (!address.StartsWith(_tcp, StringComparison.Ordinal) || colon < _tcp.Length ||
            !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new InvalidDataException($"RR_RELAY is \"{address}\"; it must be pipes, tcp://host:port or unix://path.");
        }

        var host = address[_tcp.Length..colon].Trim('[', ']');
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(host.Length == 0 ? "localhost" : host, port);
        return socket;
    }
}
