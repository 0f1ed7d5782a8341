using System.Diagnostics;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>The worker that costs nearly nothing: compiled from native/worker.c where there is gcc, else <see cref="FastWorker"/>.</summary>
internal static class NativeWorker
{
    private const string _compiler = "gcc";

    private static readonly Lazy<string?> _compiled = new(Compile);

    public static IReadOnlyList<string> Command => _compiled.Value is { } file ? [file] : FastWorker.Command;

    /// <summary>How long it takes to come to serve on a busy machine.</summary>
    public static TimeSpan StartTime => TimeSpan.FromMilliseconds(_compiled.Value is null ? 1000 : 50);

    public static string Description => _compiled.Value is null ? "a .NET worker without a runtime library of ours (there is no gcc)" : "native/worker.c";

    private static string? Compile()
    {
        var target = Path.Combine(AppContext.BaseDirectory, "native-worker");
        var own = $"{target}.{Environment.ProcessId}";
        try
        {
            using var process = Process.Start(_compiler, ["-O2", "-o", own, Path.Combine(Repository.Root, "tests/KestrelTcp.Benchmarks/native/worker.c")]);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                return null;
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No compiler here.
            return null;
        }

        // In one step: another run may be using the one that is there.
        File.Move(own, target, overwrite: true);
        return target;
    }
}
