using System.CommandLine;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Cli;

/// <summary>A verb that asks the running server over RPC: finds it by the configuration, and tells in words why it cannot be asked.</summary>
internal static class RpcVerb
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <param name="name">The verb.</param>
    /// <param name="description">What it does, with an example.</param>
    /// <param name="enter">Goes to the working folder of a command line.</param>
    /// <param name="run">Asks, and returns the exit code.</param>
    public static Command Make(
        string name, string description, Func<ParseResult, CommonOptions> enter, Func<ParseResult, RpcClient, CancellationToken, Task<int>> run)
    {
        var verb = new Command(name, description);
        verb.SetAction(async (parsed, cancellation) =>
            enter(parsed).Load(Console.Error, silent: true) is { } options
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

        try
        {
            await using var client = await RpcClient.ConnectAsync(rpc.Listen.ToString(), cancellation).WaitAsync(_patience, cancellation);
            return await run(client, cancellation);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException)
        {
            await error.WriteLineAsync($"kestreltcp: nobody answers at rpc.listen {rpc.Listen} ({exception.Message}). Is the server running with this configuration?");
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
            // Ctrl-C.
        }

        return 1;
    }
}
