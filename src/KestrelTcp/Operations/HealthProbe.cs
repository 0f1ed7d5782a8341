using System.Net;
using System.Net.Sockets;
using KestrelTcp.Configuration;

namespace KestrelTcp.Operations;

/// <summary>The client side of <c>/health</c>, for a container's health check.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the running server of this configuration.</summary>
    /// <param name="options">Says where it answers.</param>
    /// <param name="error">Gets one line for people, whatever comes out.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Exit code: 0 healthy, 1 not.</returns>
    public static async Task<int> RunAsync(ServiceOptions options, TextWriter error, CancellationToken cancellation = default)
    {
        if (options.Status is null)
        {
            await error.WriteLineAsync($"kestreltcp: {options.Path} has no status section, so there is nobody to ask. Cure: add `status: {{address: 127.0.0.1:2114}}` and restart the server");
            return 1;
        }

        var address = options.Status.Address;
        var url = address.UnixPath is null ? $"http://{Host(address)}:{address.Port}/health?plugin=tcp" : "http://localhost/health?plugin=tcp";
        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Patience };
            if (address.UnixPath is { } path)
                handler.ConnectCallback = (_, stop) => ConnectAsync(path, stop);
            using var client = new HttpClient(handler) { Timeout = Patience };
            using var answer = await client.GetAsync(url, cancellation);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                await error.WriteLineAsync("healthy");
                return 0;
            }

            await error.WriteLineAsync($"kestreltcp: not healthy: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (HttpRequestException e)
        {
            await error.WriteLineAsync($"kestreltcp: nobody answers at status.address {SideBinding.Name(address)} ({e.InnerException?.Message ?? e.Message}). Is the server running with this configuration?");
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync($"kestreltcp: no answer from status.address {SideBinding.Name(address)} within {Patience.TotalSeconds:0} s");
        }

        return 1;
    }

    /// <summary>A server that listens everywhere is asked on the loopback address.</summary>
    private static string Host(ListenAddress address) => address.Host switch
    {
        "" or "0.0.0.0" => "127.0.0.1",
        "::" => "[::1]",
        var host when host.Contains(':', StringComparison.Ordinal) => $"[{host}]",
        var host => host,
    };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
