using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers.Processes;

/// <summary>
/// A small shell that knows our workers and ends those that are left when we are killed with no chance to do it ourselves.
/// End of its standard input is the sign: the kernel closes our end however we go. A worker that waits for events
/// sees the end of its own input; the guard is for one that hangs. (A parent-death signal would follow the thread
/// that started the worker, PROTOCOL 8.4.)
/// </summary>
internal sealed partial class OrphanGuard : IDisposable
{
    /// <summary>Keeps a list of process groups: "+pid" adds, "-pid" removes; at the end of input the rest get a second to end by themselves.</summary>
    private const string _script =
        """
        trap '' INT TERM HUP QUIT
        list=' '
        while read -r line; do
          pid=${line#?}
          case $line in
            +*) list="$list$pid " ;;
            -*) list="${list%% $pid *} ${list#* $pid }" ;;
          esac
        done
        [ "$list" = ' ' ] && exit 0
        sleep 1
        for pid in $list; do kill -s KILL -- "-$pid" 2>/dev/null; done
        """;

    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private ChildProcess? _shell;

    public OrphanGuard(ILogger logger)
    {
        _logger = logger;
        try
        {
            _shell = ProcessStarter.Start(
                ["/bin/sh", "-c", _script],
                new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" });
        }
        catch (ProcessStartException exception)
        {
            LogNoGuard(_logger, exception.Message);
        }
    }

    public void Watch(int pid) => Say('+', pid);

    public void Forget(int pid) => Say('-', pid);

    public void Dispose()
    {
        lock (_gate)
        {
            _shell?.Dispose();
            _shell = null;
        }
    }

    private void Say(char verb, int pid)
    {
        lock (_gate)
        {
            if (_shell is null)
            {
                return;
            }

            try
            {
                _shell.Input.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{verb}{pid}\n")));
            }
            catch (IOException exception)
            {
                LogNoGuard(_logger, exception.Message);
                _shell.Dispose();
                _shell = null;
            }
        }
    }

    [LoggerMessage(2090, LogLevel.Warning, "no guard process ({Problem}): were this server killed by SIGKILL, a worker that hangs would stay behind")]
    private static partial void LogNoGuard(ILogger logger, string problem);
}
