using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KestrelTcp.Worker.Rpc;
using Spectre.Console;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp reset [NAME]</c>: replaces the workers while the service goes on.</summary>
internal static class ResetCommand
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    public static Command Make()
    {
        var name = new Argument<string?>("name")
        {
            Description = "Which pool: tcp is all, tcp.NAME the own pool of the server NAME. Without it, all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var verb = new Verb(
            "reset", "Replaces the running server's workers one by one; no event fails.",
            ("kestreltcp reset", "all of them: after a change of the code"),
            ("kestreltcp reset tcp.smtp", "those of the server smtp, which has a pool of its own"))
        {
            name,
        };
        return verb.WithRpc(async (parsed, client, cancellation) =>
        {
            try
            {
                return await RunAsync(client, parsed.GetValue(name), cancellation);
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync("kestreltcp: no longer waiting; what the server has begun to reset it goes on with");
                return 1;
            }
        });
    }

    private static async Task<int> RunAsync(RpcClient client, string? name, CancellationToken cancellation)
    {
        foreach (var plugin in name is null ? await client.ResettableAsync(cancellation) : [name])
        {
            var started = Stopwatch.GetTimestamp();
            var old = await PidsAsync(client, plugin, cancellation);
            if (!Console.IsErrorRedirected)
            {
                // The result alone goes to stdout.
                var progress = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
                await progress.Status().StartAsync(Text(plugin, 0, old.Count), status =>
                    WatchAsync(client, plugin, old, gone => status.Status(Text(plugin, gone, old.Count)), cancellation));
            }
            else
            {
                await client.ResetAsync(plugin, cancellation);
            }

            var left = (await PidsAsync(client, plugin, cancellation)).Intersect(old).Count();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"[{plugin}]: {old.Count - left} of {old.Count} workers replaced in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s{(left == 0 ? "" : "; the others were still busy when reset_timeout was over, and are ended now")}"));
        }

        return 0;
    }

    private static async Task WatchAsync(RpcClient client, string plugin, HashSet<int> old, Action<int> show, CancellationToken cancellation)
    {
        var reset = client.ResetAsync(plugin, cancellation);
        while (await Task.WhenAny(reset, Task.Delay(_look, cancellation)) != reset)
        {
            show(old.Count - (await PidsAsync(client, plugin, cancellation)).Intersect(old).Count());
        }

        await reset;
    }

    private static async Task<HashSet<int>> PidsAsync(RpcClient client, string plugin, CancellationToken cancellation) =>
        [.. (await client.WorkersAsync(plugin, cancellation) ?? []).Select(worker => worker.Pid)];

    private static string Text(string plugin, int gone, int all) => Markup.Escape($"Resetting [{plugin}]: {gone} of {all} workers replaced");
}
