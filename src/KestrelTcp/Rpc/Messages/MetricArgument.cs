namespace KestrelTcp.Rpc.Messages;

/// <summary>Argument of <c>metrics.Add</c>, <c>Sub</c>, <c>Set</c> and <c>Observe</c>.</summary>
internal sealed record MetricArgument(string? Name, double Value, string[]? Labels);
