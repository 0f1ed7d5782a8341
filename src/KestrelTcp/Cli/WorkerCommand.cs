using KestrelTcp.BuiltinWorkers;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp worker NAME</c>: runs a built-in worker on stdin and stdout.</summary>
internal static class WorkerCommand
{
    /// <summary>The workers that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["echo", "smtp"];

    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string name)
    {
        switch (name)
        {
            case "echo":
                return EchoWorker.RunAsync();
            case "smtp":
                return SmtpWorker.RunAsync();
            default:
                Console.Error.WriteLine($"kestreltcp: there is no built-in worker \"{name}\"; there are: {string.Join(", ", Names)}");
                return Task.FromResult(1);
        }
    }
}
