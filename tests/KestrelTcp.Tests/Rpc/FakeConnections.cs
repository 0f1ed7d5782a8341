using KestrelTcp.Ingress;
using KestrelTcp.Rpc;

namespace KestrelTcp.Tests.Rpc;

/// <summary>Connections that write down what is done to them.</summary>
internal sealed class FakeConnections : IConnectionControl
{
    public static readonly Guid Known = new("0e5bcb5b-48bc-4164-984c-487e22e58efe");

    public List<string> Calls { get; } = [];

    public IReadOnlyList<string> Servers { get; } = ["echo", "smtp"];

    public IEnumerable<ConnectionSnapshot> Connections() =>
        [new(Known, "echo", "127.0.0.1:60626", DateTime.UnixEpoch.AddSeconds(1), TimeSpan.FromMilliseconds(250), 3, 7, 9, ConnectionState.Waiting)];

    public bool Send(Guid uuid, ReadOnlySpan<byte> body, bool close)
    {
        Calls.Add($"send {uuid} {Convert.ToHexStringLower(body)} {close}");
        return uuid == Known;
    }

    public int Broadcast(string? server, ReadOnlySpan<byte> body)
    {
        Calls.Add($"broadcast {server ?? "all"} {Convert.ToHexStringLower(body)}");
        return 2;
    }

    public void Close(Guid uuid) => Calls.Add($"close {uuid}");
}
