using System.Diagnostics;
using System.Net.Sockets;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>Our server, with a folder, a configuration and ports of its own.</summary>
internal sealed class ServerProcess : Peer
{
    private const string _markName = "KT_BENCH_RUN";

    private static readonly TimeSpan _startTime = TimeSpan.FromSeconds(60);
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly string _mark;
    private readonly string _folder;
    private readonly int _sidePort;

    private ServerProcess(ProcessStartInfo start, string folder, string mark, int port, int sidePort)
        : base(start)
    {
        _folder = folder;
        _mark = mark;
        _sidePort = sidePort;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Processes of this server that live, itself included, whoever their parent is by now.</summary>
    public IReadOnlyList<int> Family => ProcessTree.Marked($"{_markName}={_mark}");

    /// <param name="setup">Its configuration.</param>
    /// <param name="journal">Where workers that keep one write it.</param>
    /// <param name="cancellation">Gives the start up.</param>
    public static async Task<ServerProcess> StartAsync(ServerSetup setup, string? journal, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("kestreltcp-bench-").FullName;
        var mark = Guid.NewGuid().ToString("N");
        var (port, side) = (FreePort.Next(), FreePort.Next());
        var file = Path.Combine(folder, ".rr.yaml");
        await File.WriteAllTextAsync(file, setup.ToYaml(port, side), cancellation);
        var start = new ProcessStartInfo(Repository.Server, ["serve", "-c", file, .. setup.Overrides.SelectMany(pair => (string[])["-o", pair])]) { WorkingDirectory = folder };
        start.Environment[_markName] = mark;
        if (journal is not null)
        {
            start.Environment[WorkerJournal.Variable] = journal;
        }

        var server = new ServerProcess(start, folder, mark, port, side);
        try
        {
            await server.WaitReadyAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<Metrics> MetricsAsync(CancellationToken cancellation) =>
        new(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_sidePort}/metrics"), cancellation));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var pid in Family)
        {
            _ = LibC.Kill(pid, LibC.SigKill);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitReadyAsync(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (!await IsReadyAsync(cancellation))
        {
            if (HasExited || clock.Elapsed > _startTime)
            {
                throw new InvalidOperationException($"The server did not come to serve. It printed:\n{Output.Text}");
            }

            await Task.Delay(20, cancellation);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_sidePort}/ready"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException or IOException)
        {
            // Nobody listens there yet.
            return false;
        }
    }
}
