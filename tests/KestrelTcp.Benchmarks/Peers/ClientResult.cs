using System.Text.Json;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>What a load client saw; comes back as one line of JSON.</summary>
/// <param name="Messages">Answers within the counted time.</param>
/// <param name="AllMessages">Answers, those of the warm-up included.</param>
/// <param name="Seconds">The counted time.</param>
/// <param name="Errors">Connections that broke.</param>
/// <param name="P50">Median time from message to answer, microseconds.</param>
/// <param name="P99">99th percentile, microseconds.</param>
/// <param name="Max">The longest, microseconds.</param>
/// <param name="CpuSeconds">Processor time that the client itself used.</param>
internal sealed record ClientResult(long Messages, long AllMessages, double Seconds, long Errors, double P50, double P99, double Max, double CpuSeconds)
{
    public double Rate => Messages / Seconds;

    public string ToJson() => JsonSerializer.Serialize(this);

    public static ClientResult Parse(string json) => JsonSerializer.Deserialize<ClientResult>(json)!;
}
