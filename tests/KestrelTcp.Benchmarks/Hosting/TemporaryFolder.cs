namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>A folder that goes with its user.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kestreltcp-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
