using Microsoft.Extensions.Hosting;

namespace KestrelTcp.Operations;

/// <summary>In place of the host's console lifetime, which would take SIGTERM for itself and end the endpoint while the service still drains.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
