using BenchmarkDotNet.Attributes;
using KestrelTcp.Ingress;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>The context JSON: its head is made once for a connection, its tail is looked up for each event.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class EventContextBenchmarks
{
    private readonly EventContext _context = new("CLOSE");
    private readonly Guid _uuid = Guid.NewGuid();

    [Benchmark]
    public int Head() => EventContext.Head("127.0.0.1:54321", "main", _uuid).Length;

    [Benchmark]
    public int ClosedTail() => _context.Tails(null, null).Closed(CloseReason.Client).Length;
}
