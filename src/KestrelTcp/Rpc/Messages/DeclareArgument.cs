namespace KestrelTcp.Rpc.Messages;

/// <summary>Argument of <c>metrics.Declare</c>.</summary>
internal sealed record DeclareArgument(string? Name, CollectorArgument? Collector);
