using System.Text.Json;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>What a load client is to do; goes to its process as JSON.</summary>
internal sealed record ClientPlan
{
    public required int Port { get; init; }

    public int Connections { get; init; } = 64;

    public double Seconds { get; init; } = 3;

    /// <summary>Seconds of load before counting begins.</summary>
    public double WarmUp { get; init; } = 0.5;

    /// <summary>Message size, the CRLF at its end included.</summary>
    public int Bytes { get; init; } = 32;

    /// <summary>Messages in flight per connection.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>One message in that many asks the worker to take its time; 0: none. Their times are not counted.</summary>
    public int SlowOneIn { get; init; }

    /// <summary>How long each connection rests before its next message; 0: not at all.</summary>
    public double PauseMilliseconds { get; init; }

    /// <summary>Each connection is for one message only.</summary>
    public bool Reconnect { get; init; }

    /// <summary>Exchange one message on each connection, then hold them open until the input ends.</summary>
    public bool Hold { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static ClientPlan Parse(string json) => JsonSerializer.Deserialize<ClientPlan>(json)!;
}
