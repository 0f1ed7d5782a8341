namespace KestrelTcp.Tests.Worker;

/// <summary>What a worker did with its input.</summary>
internal sealed record WorkerRun(int ExitCode, List<string> Frames, int Writes, string Log);
