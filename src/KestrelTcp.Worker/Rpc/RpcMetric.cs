namespace KestrelTcp.Worker.Rpc;

/// <summary>Argument of the calls that change a metric.</summary>
internal sealed record RpcMetric(string Name, double Value, string[] Labels);
