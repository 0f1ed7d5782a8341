namespace KestrelTcp.Benchmarks.Load;

/// <summary>Two values taken one right after the other.</summary>
/// <param name="Ours">Of our server.</param>
/// <param name="Other">Of what it is held against.</param>
internal readonly record struct Round(double Ours, double Other);
