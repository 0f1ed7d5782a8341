namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>How the server ended, and how long that took since the signal.</summary>
internal sealed record StopResult(int ExitCode, TimeSpan Duration);
