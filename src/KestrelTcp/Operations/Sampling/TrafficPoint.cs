namespace KestrelTcp.Operations.Sampling;

/// <summary>One point of the graphs.</summary>
/// <param name="Time">Milliseconds since 1970; the end of the stretch that it tells of.</param>
/// <param name="Queue">Events that waited for a worker then.</param>
/// <param name="Servers">By name.</param>
internal sealed record TrafficPoint(long Time, int Queue, IReadOnlyDictionary<string, Traffic> Servers);
