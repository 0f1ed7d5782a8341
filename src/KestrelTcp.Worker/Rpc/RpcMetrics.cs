namespace KestrelTcp.Worker.Rpc;

/// <summary>The application's own metrics (<c>metrics.*</c>), declared in the server's <c>metrics.collect</c>.</summary>
public sealed class RpcMetrics
{
    private readonly RpcClient _client;

    internal RpcMetrics(RpcClient client) => _client = client;

    /// <summary>Raises a counter or a gauge.</summary>
    /// <param name="name">Name of the collector, without namespace and subsystem.</param>
    /// <param name="value">By how much.</param>
    /// <param name="labels">A value for each label, in the order of the declaration.</param>
    /// <exception cref="RpcException">There is no such collector, it cannot do this, or labels are missing.</exception>
    public Task AddAsync(string name, double value, params string[] labels) => CallAsync("metrics.Add", name, value, labels);

    /// <summary>Lowers a gauge. Parameters and errors are those of <see cref="AddAsync"/>.</summary>
    public Task SubtractAsync(string name, double value, params string[] labels) => CallAsync("metrics.Sub", name, value, labels);

    /// <summary>Sets a gauge. Parameters and errors are those of <see cref="AddAsync"/>.</summary>
    public Task SetAsync(string name, double value, params string[] labels) => CallAsync("metrics.Set", name, value, labels);

    /// <summary>Gives a value to a histogram or a summary. Parameters and errors are those of <see cref="AddAsync"/>.</summary>
    public Task ObserveAsync(string name, double value, params string[] labels) => CallAsync("metrics.Observe", name, value, labels);

    private async Task CallAsync(string method, string name, double value, string[] labels) =>
        await _client.CallAsync(method, new RpcMetric(name, value, labels), RpcJson.Default.RpcMetric, RpcJson.Default.Boolean).ConfigureAwait(false);
}
