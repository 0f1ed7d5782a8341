using KestrelTcp.Configuration;
using Prometheus;

namespace KestrelTcp.Operations.Metrics;

/// <summary>One metric of the application. It has a registry to itself, because nothing can be taken out of a registry again.</summary>
internal sealed class UserCollector
{
    // The defaults of Go's client, which RoadRunner has; prometheus-net's own are others.
    private static readonly double[] DefaultBuckets = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly string _name;
    private readonly int _labels;
    private readonly CollectorRegistry _registry;
    private readonly Collector _collector;

    private UserCollector(string name, string fullName, int labels, CollectorRegistry registry, Collector collector)
    {
        _name = name;
        FullName = fullName;
        _labels = labels;
        _registry = registry;
        _collector = collector;
    }

    /// <summary><c>namespace_subsystem_name</c>.</summary>
    public string FullName { get; }

    /// <exception cref="CollectorException">The declaration is wrong.</exception>
    public static UserCollector Create(string name, CollectorOptions options)
    {
        var fullName = string.Join('_', new[] { options.Namespace, options.Subsystem, name }.Where(part => part.Length > 0));
        string[] labels = [.. options.Labels];
        var registry = new CollectorRegistry();
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        try
        {
            Collector collector = options.Type switch
            {
                "counter" => factory.CreateCounter(fullName, options.Help, labels),
                "gauge" => factory.CreateGauge(fullName, options.Help, labels),
                "histogram" => factory.CreateHistogram(fullName, options.Help, labels,
                    new HistogramConfiguration { Buckets = options.Buckets.Count > 0 ? [.. options.Buckets] : DefaultBuckets }),
                "summary" => factory.CreateSummary(fullName, options.Help, labels,
                    new SummaryConfiguration { Objectives = [.. options.Objectives.Select(objective => new QuantileEpsilonPair(objective.Quantile, objective.Epsilon))] }),
                var other => throw new CollectorException($"unknown collector type {other}"),
            };
            return new UserCollector(name, fullName, labels.Length, registry, collector);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new CollectorException($"collector {name} cannot be declared: {e.Message}", e);
        }
    }

    public void Add(double value, IReadOnlyList<string> labels)
    {
        switch (_collector)
        {
            case Gauge gauge: gauge.WithLabels(Checked(labels)).Inc(value); break;
            case Counter when !(value >= 0): throw new CollectorException($"collector {_name}: a counter cannot decrease in value");
            case Counter counter: counter.WithLabels(Checked(labels)).Inc(value); break;
            default: throw Unsupported("Add");
        }
    }

    public void Sub(double value, IReadOnlyList<string> labels)
    {
        if (_collector is not Gauge gauge)
            throw Unsupported("Sub");
        gauge.WithLabels(Checked(labels)).Dec(value);
    }

    public void Set(double value, IReadOnlyList<string> labels)
    {
        if (_collector is not Gauge gauge)
            throw Unsupported("Set");
        gauge.WithLabels(Checked(labels)).Set(value);
    }

    public void Observe(double value, IReadOnlyList<string> labels)
    {
        switch (_collector)
        {
            case Histogram histogram: histogram.WithLabels(Checked(labels)).Observe(value); break;
            case Summary summary: summary.WithLabels(Checked(labels)).Observe(value); break;
            default: throw Unsupported("Observe");
        }
    }

    public Task ExportAsync(Stream target, CancellationToken cancellation) => _registry.CollectAndExportAsTextAsync(target, ExpositionFormat.PrometheusText, cancellation);

    private string[] Checked(IReadOnlyList<string> labels)
    {
        if (_labels > 0 && labels.Count == 0)
            throw new CollectorException($"required labels for collector {_name}");

        // Labels given to a collector that has none are ignored, as RoadRunner does.
        if (_labels > 0 && labels.Count != _labels)
            throw new CollectorException($"inconsistent label cardinality: collector {_name} has {_labels} labels but got {labels.Count} values");
        return _labels == 0 ? [] : [.. labels];
    }

    private CollectorException Unsupported(string method) => new($"collector `{_name}` does not support method `{method}`");
}
