using KestrelTcp.Ingress;

namespace KestrelTcp.Operations.Sampling;

/// <summary>What was counted up to one moment.</summary>
/// <param name="Timestamp">Of the time provider.</param>
/// <param name="Processor">Processor time of the server itself.</param>
/// <param name="Servers">By name.</param>
internal sealed record CountSample(long Timestamp, TimeSpan Processor, IReadOnlyDictionary<string, ServerCounts> Servers);
