namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>Where things lie in the checkout that these tests were built from.</summary>
internal static class Repository
{
    private const string _testProject = "tests/KestrelTcp.FunctionalTests";

    public static string Root { get; } = FindRoot();

    /// <summary>The server as built beside the tests, in the same configuration; or another build of it, as the native one, named by KESTRELTCP_EXECUTABLE.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("KESTRELTCP_EXECUTABLE") is { Length: > 0 } other
        ? Path.GetFullPath(other)
        : Path.Combine(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Replace(_testProject, "src/KestrelTcp", StringComparison.Ordinal), "kestreltcp");

    public static string PhpWorkers { get; } = Path.Combine(Root, "tests/workers/php");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KestrelTcp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not lie within their repository.");
    }
}
