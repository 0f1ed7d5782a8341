using System.Text.Json;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>What came of the RPC calls; comes back as one line of JSON.</summary>
/// <param name="Calls">Calls that were made.</param>
/// <param name="Added">Those that raised the counter.</param>
/// <param name="Errors">Calls that failed, or were answered wrongly.</param>
/// <param name="FirstError">What went wrong first.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="P50">Median time of a call, microseconds.</param>
/// <param name="P99">99th percentile, microseconds.</param>
internal sealed record RpcResult(long Calls, long Added, long Errors, string? FirstError, double Seconds, double P50, double P99)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static RpcResult Parse(string json) => JsonSerializer.Deserialize<RpcResult>(json)!;
}
