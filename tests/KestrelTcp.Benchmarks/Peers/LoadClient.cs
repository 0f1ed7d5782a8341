using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>Hidden verb: puts load on a port and prints what came of it.</summary>
internal static class LoadClient
{
    public const string Verb = "client";

    /// <summary>The line that says that all connections are held.</summary>
    public const string Held = "held";

    private const int _slotsAtOnce = 16;

    public static int Run(string[] args)
    {
        var plan = ClientPlan.Parse(args[0]);
        if (plan.Hold)
        {
            Hold(plan);
            return 0;
        }

        var result = plan switch
        {
            { Reconnect: true } => new ReconnectLoop(plan, _slotsAtOnce).Run(),
            { PauseMilliseconds: > 0 } => new PacedLoop(plan).Run(),
            _ => new EchoLoop(plan).Run(),
        };
        Console.WriteLine(result.ToJson());
        return 0;
    }

    /// <summary>A connected socket without delay.</summary>
    public static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    public static double Nanoseconds(long ticks) => ticks * 1e9 / Stopwatch.Frequency;

    private static void Hold(ClientPlan plan)
    {
        var message = Message(plan.Bytes);
        var answer = new byte[plan.Bytes];
        var sockets = new List<Socket>(plan.Connections);
        while (sockets.Count < plan.Connections)
        {
            var socket = Connect(plan.Port);
            sockets.Add(socket);
            _ = socket.Send(message);
            for (var got = 0; got < plan.Bytes;)
            {
                var count = socket.Receive(answer, got, plan.Bytes - got, SocketFlags.None);
                got += count > 0 ? count : throw new InvalidOperationException("The server closed a connection that it was to hold.");
            }
        }

        Console.WriteLine(Held);
        _ = Console.In.ReadToEnd();
        sockets.ForEach(socket => socket.Dispose());
    }

    public static byte[] Message(int bytes)
    {
        var message = new byte[bytes];
        message.AsSpan().Fill((byte)'x');
        "\r\n"u8.CopyTo(message.AsSpan(bytes - 2));
        return message;
    }
}
