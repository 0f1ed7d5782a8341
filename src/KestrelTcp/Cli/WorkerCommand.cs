using System.CommandLine;
using KestrelTcp.BuiltinWorkers;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp worker NAME</c>: runs a built-in worker on stdin and stdout.</summary>
internal static class WorkerCommand
{
    /// <summary>The workers that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["echo", "smtp"];

    public static Command Make()
    {
        var name = new Argument<string>("name") { Description = "Which one." };
        name.CompletionSources.Add([.. Names]);
        var verb = new Verb(
            "worker", "Runs a built-in worker on standard input and output. The server does that.",
            ("command: kestreltcp worker echo", "in .rr.yaml, under server or a pool"))
        {
            name,
        };
        verb.SetAction((parsed, _) => RunAsync(parsed.GetValue(name)!));
        return verb;
    }

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
