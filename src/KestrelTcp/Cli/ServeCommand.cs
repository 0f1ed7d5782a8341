using System.CommandLine;
using System.Runtime.InteropServices;
using KestrelTcp.Configuration;
using KestrelTcp.Operations;
using KestrelTcp.Operations.Logging;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    private const string _pidFile = ".pid";

    public static Command Make()
    {
        var verb = new Verb(
            "serve", "Runs the server (the default).",
            ("kestreltcp serve -c /etc/app/.rr.yaml -p", "what `kestreltcp stop` can stop"),
            ("kestreltcp -o tcp.pool.num_workers=1 -d", "one worker, and a log of everything"));
        verb.SetAction((parsed, _) => RunAsync(
            CommonFlags.Enter(parsed), parsed.GetValue(CommonFlags.Silent), parsed.GetValue(CommonFlags.Debug), parsed.GetValue(CommonFlags.PidFile)));
        return verb;
    }

    /// <returns>0: a clean stop. 1: any error, or a stop that was not clean.</returns>
    private static async Task<int> RunAsync(CommonOptions common, bool silent, bool debug, bool writePid)
    {
        var options = common.Load(Console.Error, silent);
        if (options is null)
        {
            return 1;
        }

        if (debug)
        {
            options = options with { Logs = options.Logs with { Level = LogSeverity.Debug } };
        }

        using var logging = new ServiceLogging(options.Logs, HostSettings.Load());
        using var signals = new StopSignals(() => logging.Flush(TimeSpan.FromMilliseconds(200)));
        try
        {
            return await ServeAsync(options, logging, silent, writePid, signals.Token);
        }
        catch (StartupException exception)
        {
            logging.Flush();
            await Console.Error.WriteLineAsync($"kestreltcp: {exception.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            // Told to stop before it had started: that is a clean end as well.
            return 0;
        }
    }

    private static async Task<int> ServeAsync(ServiceOptions options, ServiceLogging logging, bool silent, bool writePid, CancellationToken stop)
    {
        await using var host = new ServiceHost(options, logging.Factory, logging.Recent);
        var serves = false;
        using var reset = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // While it starts, the workers are new anyway.
            context.Cancel = true;
            _ = Volatile.Read(ref serves) ? host.ResetAsync(stop) : Task.CompletedTask;
        });
        await host.StartAsync(stop);
        Volatile.Write(ref serves, true);
        if (writePid)
        {
            await File.WriteAllTextAsync(_pidFile, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), CancellationToken.None);
        }

        try
        {
            host.LogServing();
            if (!silent && !options.Logs.WritesJson)
            {
                Banner.Write(options, Console.Error);
            }

            await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
            return await host.StopAsync() ? 0 : 1;
        }
        finally
        {
            if (writePid)
            {
                File.Delete(_pidFile);
            }
        }
    }
}
