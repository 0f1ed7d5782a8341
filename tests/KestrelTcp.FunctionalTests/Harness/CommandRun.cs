using System.Diagnostics;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>Runs the executable to its end.</summary>
internal static class CommandRun
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    public static async Task<CliResult> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.Executable, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(_deadline);
            return new CliResult(process.ExitCode, await output.WaitAsync(_deadline), await error.WaitAsync(_deadline));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Serves a configuration that cannot be served; the folder is removed afterwards.</summary>
    public static async Task<CliResult> ServeAsync(string yaml)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".rr.yaml"), yaml);
        return await RunAsync(folder.Path, "serve");
    }

    public static Task<CliResult> ServeAsync(ServerSetup setup) =>
        ServeAsync(setup.ToYaml(_ => FreePort.Next().ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
