using System.Text;

namespace KestrelTcp.Ingress;

/// <summary>The ends of the context JSON, from the event's name on.</summary>
/// <param name="closedEvent"><c>tcp.closed_event</c>.</param>
/// <param name="extra">Further keys in JSON, each with a comma before it; may be empty.</param>
internal sealed class EventTails(string closedEvent, string extra)
{
    private readonly byte[]?[] _closed = new byte[]?[Enum.GetValues<CloseReason>().Length];

    public ReadOnlyMemory<byte> Connected { get; } = Tail("CONNECTED", "", extra);

    public ReadOnlyMemory<byte> Data { get; } = Tail("DATA", "", extra);

    /// <summary>Made when it is first asked for: a connection ends for one reason. Two may make the same at once.</summary>
    public ReadOnlyMemory<byte> Closed(CloseReason reason) =>
        _closed[(int)reason] ??= Tail(closedEvent, $",\"reason\":\"{reason.Text()}\"", extra);

    private static byte[] Tail(string name, string reason, string extra) => Encoding.UTF8.GetBytes($"{name}\"{reason}{extra}}}");
}
