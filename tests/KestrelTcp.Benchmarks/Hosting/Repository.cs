namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>Where things lie in the checkout that this program was built from.</summary>
internal static class Repository
{
    private const string _ownProject = "tests/KestrelTcp.Benchmarks";

    public static string Root { get; } = FindRoot();

    /// <summary>The server as built beside this program, in the same configuration; or another build of it, as the native one, named by KESTRELTCP_EXECUTABLE.</summary>
    public static string Server { get; } = Environment.GetEnvironmentVariable("KESTRELTCP_EXECUTABLE") is { Length: > 0 } other
        ? Path.GetFullPath(other)
        : Path.Combine(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Replace(_ownProject, "src/KestrelTcp", StringComparison.Ordinal), "kestreltcp");

    /// <summary>This program, for the processes that play the other ends.</summary>
    public static string Self { get; } = Path.Combine(AppContext.BaseDirectory, "KestrelTcp.Benchmarks");

    public static string StormWorker { get; } = Path.Combine(Root, _ownProject, "workers/storm.php");

    public static string PhpEcho { get; } = Path.Combine(Root, "tests/workers/php/echo.php");

    public static bool HasPhp { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "php")));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KestrelTcp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("This program does not lie within its repository.");
    }
}
