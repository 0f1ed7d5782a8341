namespace KestrelTcp.Benchmarks.Storm;

/// <summary>What kind of storm.</summary>
/// <param name="Duration">How long it lasts, after a warm-up of a tenth to a third of it.</param>
/// <param name="Kills">Workers are killed; otherwise they are only reset.</param>
/// <param name="Resets">A reset runs every second.</param>
/// <param name="Worker">Who answers: php, native or builtin; null: php where it is installed, else native.</param>
/// <param name="Workers">Size of the pool.</param>
/// <param name="Framing">The server's framing.</param>
/// <param name="Overrides">Keys of the server's configuration that are to be different.</param>
internal sealed record StormOptions(TimeSpan Duration, bool Kills, bool Resets, string? Worker, int Workers, string Framing, IReadOnlyList<string> Overrides);
