using System.CommandLine;
using KestrelTcp.Operations;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp health</c>: asks the side endpoint, for a container's health check.</summary>
internal static class HealthCommand
{
    public static Command Make()
    {
        var verb = new Verb(
            "health", "Asks the running server whether it is healthy; exit code 0 when it is.",
            ("kestreltcp health -c /etc/app/.rr.yaml", "in a container's health check"));
        verb.SetAction(async (parsed, cancellation) =>
            CommonFlags.Enter(parsed).Load(Console.Error, silent: true) is { } options ? await HealthProbe.RunAsync(options, Console.Error, cancellation) : 1);
        return verb;
    }
}
