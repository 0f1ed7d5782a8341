using System.IO.Pipelines;
using System.Net;
using System.Text;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress;
using KestrelTcp.Ingress.Edge;
using KestrelTcp.Tests.Ingress.Counting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace KestrelTcp.Tests.Ingress.Edge;

/// <summary>The steps of a server, in their order, over connections in memory.</summary>
internal sealed class EdgeRun : IDisposable
{
    private readonly CollectorRegistry _registry = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConnectionDelegate _pipeline;

    /// <param name="options">The server's settings.</param>
    /// <param name="handler">What a connection that was let in comes to.</param>
    public EdgeRun(TcpServerOptions options, ConnectionDelegate handler)
    {
        Shared = new ConnectionLimit(0);
        Steps = new EdgeSteps(options, Shared, new ServerMetrics(new TcpMetrics(_registry), "main"), NullLogger.Instance, _stop.Token);
        var builder = new ConnectionBuilder(new ServiceCollection().BuildServiceProvider());
        Pipeline.Admit(builder, Steps);
        builder.Use(_ => handler);
        _pipeline = builder.Build();
    }

    public EdgeSteps Steps { get; }

    public ConnectionLimit Shared { get; }

    public static TcpServerOptions Options { get; } = new() { Name = "main", Address = new ListenAddress() };

    public static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];

    /// <summary>Runs one from that address (null: a unix peer) through all steps.</summary>
    public async Task RunAsync(string? from, string sends = "", bool thenCloses = false, Action<ConnectionContext>? begun = null)
    {
        var input = new Pipe();
        var context = new DefaultConnectionContext("", new Transport(input.Reader, new Pipe().Writer), new Transport(input.Reader, new Pipe().Writer))
        {
            RemoteEndPoint = from is null ? null : IPEndPoint.Parse(from),
        };
        await input.Writer.WriteAsync(Encoding.Latin1.GetBytes(sends));
        if (thenCloses)
        {
            await input.Writer.CompleteAsync();
        }

        var running = _pipeline(context);
        begun?.Invoke(context);
        await running;
    }

    public void Stop() => _stop.Cancel();

    public async Task<double> RefusedAsync(string reason) =>
        (await Scrape.OfAsync(_registry))[$$"""rr_tcp_connections_rejected_total{server="main",reason="{{reason}}"}"""];

    public async Task<double> OpenAsync() => (await Scrape.OfAsync(_registry))["""rr_tcp_connections{server="main"}"""];

    public void Dispose() => _stop.Dispose();

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
