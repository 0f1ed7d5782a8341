using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>The built server as a child process, with its own folder, configuration and ports.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int _attempts = 3;
    // The server's own words for an option that a later version brings; its tests run from then on.
    private static readonly string[] _notYet = ["not supported yet by this version", "is not served by this version"];

    private const string _markName = "KT_TEST_RUN";

    private static readonly TimeSpan _startDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _stopDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly Process _process;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, int> _ports;
    private readonly ServerSetup _setup;
    private int _streamsEnded;
    private readonly string _mark = Guid.NewGuid().ToString("N");

    private ServerProcess(ServerSetup setup, string[] arguments)
    {
        _setup = setup;
        _ports = new(setup.Ports);
        Folder = Directory.CreateTempSubdirectory("kestreltcp-").FullName;
        Log = new EventLog(Path.Combine(Folder, "events.log"));
        File.WriteAllText(Path.Combine(Folder, ".rr.yaml"), setup.ToYaml(ValueOf));
        var start = new ProcessStartInfo(Repository.Executable, ["serve", "-c", Path.Combine(Folder, ".rr.yaml"), .. arguments.Select(argument => ServerSetup.Fill(argument, ValueOf))])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[_markName] = _mark;
        // A server that lives for a second has no use for profiles of itself, and a machine of two cores has for the time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["KT_WORKER_LOG"] = Path.Combine(Folder, "events.log");
        foreach (var (name, value) in setup.Environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _exited.TrySetResult();
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Folder { get; }

    public EventLog Log { get; }

    public ServerOutput Output { get; } = new();

    public int Pid => _process.Id;

    /// <summary>Most memory that it ever had, resident, in bytes.</summary>
    public long MostMemory => UnixProcess.MostMemory(Pid);

    public bool HasExited => _exited.Task.IsCompleted;

    /// <summary>Starts the server and returns when it says that it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(ServerSetup setup, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = Launch(setup, arguments);
            try
            {
                await server.WaitReadyAsync();
                return server;
            }
            catch (Exception e)
            {
                // Somebody else may have taken a port since it was found free.
                var again = attempt < _attempts && server.HasExited && server.Output.Contains("in use");
                server._process.Kill(entireProcessTree: true);
                await server.DisposeAsync();
                server.SkipWhenNotYet();
                if (!again)
                {
                    throw new InvalidOperationException($"{e.Message}\nThe server printed:\n{server.Output.Text}", e);
                }
            }
        }
    }

    /// <summary>Starts the server and does not wait.</summary>
    public static ServerProcess Launch(ServerSetup setup, params string[] arguments) => new(setup, arguments);

    public int Port(string name) => _ports.TryGetValue(name, out var port) ? port : _ports[name] = FreePort.Next();

    public Task<RawClient> ConnectAsync(string server = "main", int? receiveBuffer = null) =>
        RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port(server)), receiveBuffer: receiveBuffer);

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{Port("status")}{path}"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<Metrics> MetricsAsync() => Metrics.Parse((await GetAsync("/metrics")).Body);

    /// <summary>Waits until the sum of a metric's series is <paramref name="value"/>.</summary>
    public async Task WaitMetricAsync(double value, string name, params (string Label, string Value)[] labels)
    {
        var seen = 0.0;
        await Eventually.TrueAsync(
            async () => (seen = (await MetricsAsync()).Sum(name, labels)) == value,
            () => $"{name}{{{string.Join(',', labels)}}} is {value} (it is {seen})");
    }

    /// <summary>Pids of living workers, and of whatever they have started.</summary>
    public IReadOnlyList<int> Workers() => [.. UnixProcess.Marked($"{_markName}={_mark}").Where(pid => pid != Pid)];

    public void Send(Signal signal) => UnixProcess.Send(Pid, signal);

    public async Task<StopResult> StopAsync(Signal signal = Signal.Term)
    {
        var clock = Stopwatch.StartNew();
        Send(signal);
        return await WaitExitAsync(clock);
    }

    public async Task<StopResult> WaitExitAsync(Stopwatch? since = null)
    {
        var clock = since ?? Stopwatch.StartNew();
        await _exited.Task.WaitAsync(_stopDeadline);
        var result = new StopResult(_process.ExitCode, clock.Elapsed);

        // Its last words may still be in the pipe; a process that it left behind may hold the pipe open.
        await Task.WhenAny(_silent.Task, Task.Delay(_lastWords));
        return result;
    }

    public Task WaitNoWorkerLeftAsync() =>
        Eventually.TrueAsync(() => Task.FromResult(Workers().Count == 0), () => "no worker is left behind, but these are: " + string.Join("; ", Workers().Select(UnixProcess.CommandLine)));

    private void Take(string? line)
    {
        Output.Add(line);
        if (line is null && Interlocked.Increment(ref _streamsEnded) == 2)
        {
            _silent.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!HasExited)
            {
                await StopAsync(_setup.Expendable ? Signal.Kill : Signal.Term);
            }

            await WaitNoWorkerLeftAsync();
        }
        finally
        {
            foreach (var pid in Workers().Append(HasExited ? 0 : Pid).Where(pid => pid > 0))
            {
                UnixProcess.Send(pid, Signal.Kill);
            }

            _process.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }

    public async Task WaitReadyAsync()
    {
        await Eventually.TrueAsync(
            async () => HasExited || await IsReadyAsync(),
            () => "the server is ready",
            _startDeadline);
        Assert.False(HasExited, "The server ended before it was ready.");
    }

    /// <summary>Only for a test's own configuration, which says nothing that the test is not about.</summary>
    public void SkipWhenNotYet()
    {
        var said = Output.Text.Split('\n').FirstOrDefault(line => _notYet.Any(words => line.Contains(words, StringComparison.Ordinal)));
        Assert.SkipWhen(_setup.File is null && said is not null, said ?? "");
    }

    private string ValueOf(string name) => name == "folder" ? Folder : Port(name).ToString(CultureInfo.InvariantCulture);

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await GetAsync("/ready")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException or IOException)
        {
            // Nobody listens there yet.
            return false;
        }
    }
}
