using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using KestrelTcp.Configuration;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Cli;

/// <summary>A verb that asks the running server over RPC: finds it by the configuration, and tells in words why it cannot be asked.</summary>
internal static class RpcVerb
{
    /// <summary>Within that time a server answers, unless a call is meant to take longer.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <param name="verb">The verb.</param>
    /// <param name="run">Asks, and returns the exit code. Cancelled by Ctrl-C.</param>
    public static Command WithRpc(this Verb verb, Func<ParseResult, RpcClient, CancellationToken, Task<int>> run)
    {
        verb.SetAction(async (parsed, cancellation) =>
            CommonFlags.Enter(parsed).Load(Console.Error, silent: true) is { } options
                ? await RunAsync(options, (client, token) => run(parsed, client, token), Console.Error, cancellation)
                : 1);
        return verb;
    }

    private static async Task<int> RunAsync(
        ServiceOptions options, Func<RpcClient, CancellationToken, Task<int>> run, TextWriter error, CancellationToken cancellation)
    {
        if (options.Rpc is not { } rpc)
        {
            await error.WriteLineAsync($"kestreltcp: {options.Path} has no rpc section, so the server cannot be asked. Cure: add `rpc: {{listen: \"tcp://127.0.0.1:6001\"}}` and restart the server");
            return 1;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Ended by hand, so that a terminal gets its cursor back.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var client = await RpcClient.ConnectAsync(rpc.Listen.ToString(), end.Token).WaitAsync(Patience, end.Token);
            return await run(client, end.Token);
        }
        catch (SocketException exception)
        {
            // The text for a missing file is about something else.
            var why = rpc.Listen.UnixPath is { } path && !File.Exists(path) ? "there is no such socket" : exception.Message;
            await error.WriteLineAsync($"kestreltcp: nobody answers at rpc.listen {rpc.Listen} ({why}). Is the server running with this configuration?");
        }
        catch (TimeoutException)
        {
            await error.WriteLineAsync($"kestreltcp: no answer from rpc.listen {rpc.Listen} within {Patience.TotalSeconds:0} s. Is it a KestrelTcp that listens there?");
        }
        catch (IOException exception)
        {
            await error.WriteLineAsync($"kestreltcp: the server at rpc.listen {rpc.Listen} went away: {exception.Message}");
        }
        catch (RpcException exception)
        {
            await error.WriteLineAsync($"kestreltcp: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("kestreltcp: interrupted");
        }

        return 1;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            end.Cancel();
        }
    }
}
