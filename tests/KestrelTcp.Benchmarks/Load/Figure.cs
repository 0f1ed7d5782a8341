namespace KestrelTcp.Benchmarks.Load;

/// <summary>What is read off a sample.</summary>
/// <param name="What">In words.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Of">How it is read.</param>
/// <param name="Target">What it is to reach.</param>
internal sealed record Figure(string What, string Unit, Func<Sample, double> Of, Target? Target = null)
{
    public static Figure Rate(Target? target = null) => new("rate", "msg/s", sample => sample.Client.Rate, target);

    public static Figure Connections(Target? target = null) => new("connections", "conn/s", sample => sample.Client.Rate, target);

    public static Figure Cpu(Target? target = null) => new("server CPU per message", "us", sample => sample.CpuMicrosecondsPerMessage, target);

    public static Figure P50(Target? target = null) => new("p50", "us", sample => sample.Client.P50, target);

    public static Figure P99(Target? target = null) => new("p99", "us", sample => sample.Client.P99, target);

    public static Figure Throughput(Target? target = null) => new("throughput", "MB/s", sample => sample.MegabytesPerSecond, target);
}
