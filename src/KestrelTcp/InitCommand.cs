using KestrelTcp.Configuration;
using KestrelTcp.Workers;
using KestrelTcp.Workers.Processes;
using Microsoft.Extensions.Logging;

namespace KestrelTcp;

/// <summary><c>server.on_init</c>: runs once before the first worker; what it writes goes to the log.</summary>
internal sealed partial class InitCommand(OnInitOptions init, ServiceOptions options, ILogger logger)
{
    /// <exception cref="StartupException">It failed, and exit_on_error is set.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await RunToEndAsync(cancellation) is not { } problem)
        {
            return;
        }

        if (init.ExitOnError)
        {
            throw new StartupException($"server.on_init '{string.Join(' ', init.Command)}': {problem}. Cure: mend the command, or set server.on_init.exit_on_error to false");
        }

        LogFailed(logger, string.Join(' ', init.Command), problem);
    }

    /// <summary>Null: it did well.</summary>
    private async Task<string?> RunToEndAsync(CancellationToken cancellation)
    {
        ChildProcess process;
        try
        {
            process = WorkerCommand.ForInit(init, options.Server, options.Rpc?.ListenText).Start();
        }
        catch (ProcessStartException exception)
        {
            return exception.Message;
        }

        using (process)
        {
            // Nothing is said to it: it finds the end of its input.
            process.Input.Close();
            var output = new WorkerStderr(process.Output, process.Pid, logger);
            var error = new WorkerStderr(process.Error, process.Pid, logger);
            try
            {
                var exit = await process.Exited.WaitAsync(init.ExecTimeout, cancellation);
                await Task.WhenAll(output.Ended, error.Ended).WaitAsync(TimeSpan.FromSeconds(1), cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
                var tail = error.Tail.Length > 0 ? error.Tail : output.Tail;
                return exit.IsClean ? null : $"ended with {exit}{(tail.Length > 0 ? "; its last output: " + tail : "")}";
            }
            catch (TimeoutException)
            {
                return $"did not end within exec_timeout ({init.ExecTimeout.TotalSeconds} s) and was killed";
            }
            finally
            {
                process.Kill();
                await process.Exited;
            }
        }
    }

    [LoggerMessage(105, LogLevel.Error, "server.on_init '{Command}': {Problem}. The server starts all the same (exit_on_error is false)")]
    private static partial void LogFailed(ILogger logger, string command, string problem);
}
