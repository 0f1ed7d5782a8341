using KestrelTcp.Configuration;
using KestrelTcp.Operations;
using KestrelTcp.Operations.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace KestrelTcp.Tests.Operations;

/// <summary>A side endpoint on free ports over a fake service, and a client for it.</summary>
internal sealed class SideEndpointHarness : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    private SideEndpointHarness(SideEndpoint endpoint, FakeServiceView view, CollectorRegistry registry, RecentRecords recent) =>
        (Endpoint, View, Registry, Recent) = (endpoint, view, registry, recent);

    public SideEndpoint Endpoint { get; }

    public FakeServiceView View { get; }

    public CollectorRegistry Registry { get; }

    public RecentRecords Recent { get; }

    public static ListenAddress Loopback(int? port = null) => new() { Host = "127.0.0.1", Port = port ?? FreePort.Next() };

    public static async Task<SideEndpointHarness> StartAsync(StatusOptions? status, MetricsOptions? metrics = null)
    {
        var view = new FakeServiceView();
        var registry = new CollectorRegistry();
        var recent = new RecentRecords();
        var endpoint = new SideEndpoint(status, metrics, view, registry, NullLoggerFactory.Instance, recent);
        await endpoint.StartAsync();
        return new SideEndpointHarness(endpoint, view, registry, recent);
    }

    public static Task<SideEndpointHarness> StatusAsync() => StartAsync(new StatusOptions { Address = Loopback(), UnavailableStatusCode = 599 });

    public async Task<(int Status, string Body)> GetAsync(string path, int host = 0)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, host);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, int host = 0, string? accept = null, string? name = null)
    {
        using var request = new HttpRequestMessage(method, Endpoint.Addresses[host] + path);
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        request.Headers.Host = name;
        return await _client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Endpoint.DisposeAsync();
    }
}
