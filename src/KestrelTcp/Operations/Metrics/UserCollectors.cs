using KestrelTcp.Configuration;

namespace KestrelTcp.Operations.Metrics;

/// <summary>The application's own metrics: declared in <c>metrics.collect</c> or while running, driven by name. Safe for any thread.</summary>
internal sealed class UserCollectors
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UserCollector> _byName = new(StringComparer.Ordinal);

    /// <exception cref="StartupException">A declaration is wrong.</exception>
    public UserCollectors(IReadOnlyDictionary<string, CollectorOptions>? declared = null)
    {
        foreach (var (name, options) in declared ?? new Dictionary<string, CollectorOptions>())
        {
            try
            {
                Declare(name, options);
            }
            catch (CollectorException e)
            {
                throw new StartupException($"metrics.collect.{name}: {e.Message}. Cure: correct the declaration or remove it.", e);
            }
        }
    }

    public bool Contains(string name)
    {
        lock (_gate)
            return _byName.ContainsKey(name);
    }

    /// <exception cref="CollectorException">There is one of that name, or the declaration is wrong.</exception>
    public void Declare(string name, CollectorOptions options)
    {
        lock (_gate)
        {
            if (_byName.ContainsKey(name))
                throw Existing(name);
            var collector = UserCollector.Create(name, options);
            if (IsOurs(collector.FullName) || _byName.Values.Any(other => other.FullName == collector.FullName))
                throw Existing(name);
            _byName.Add(name, collector);
        }
    }

    /// <exception cref="CollectorException">There is none of that name.</exception>
    public void Unregister(string name)
    {
        lock (_gate)
        {
            if (!_byName.Remove(name))
                throw Undefined(name);
        }
    }

    public void Add(string name, double value, IReadOnlyList<string>? labels = null) => Find(name, ", try first Declare the desired collector").Add(value, labels ?? []);

    public void Sub(string name, double value, IReadOnlyList<string>? labels = null) => Find(name).Sub(value, labels ?? []);

    public void Set(string name, double value, IReadOnlyList<string>? labels = null) => Find(name).Set(value, labels ?? []);

    public void Observe(string name, double value, IReadOnlyList<string>? labels = null) => Find(name).Observe(value, labels ?? []);

    /// <summary>Prometheus text, in the order of declaration.</summary>
    public async Task ExportAsync(Stream target, CancellationToken cancellation)
    {
        UserCollector[] collectors;
        lock (_gate)
            collectors = [.. _byName.Values];
        foreach (var collector in collectors)
            await collector.ExportAsync(target, cancellation);
    }

    private UserCollector Find(string name, string advice = "")
    {
        lock (_gate)
            return _byName.TryGetValue(name, out var collector) ? collector : throw Undefined(name + advice);
    }

    /// <summary>Two families of one name would make the whole page unreadable for Prometheus.</summary>
    private static bool IsOurs(string fullName) =>
        fullName.StartsWith("rr_tcp_", StringComparison.Ordinal) || fullName.StartsWith("process_", StringComparison.Ordinal) || fullName.StartsWith("dotnet_", StringComparison.Ordinal);

    private static CollectorException Undefined(string name) => new($"undefined collector {name}");

    private static CollectorException Existing(string name) => new($"tried to register existing collector with the name `{name}`");
}
