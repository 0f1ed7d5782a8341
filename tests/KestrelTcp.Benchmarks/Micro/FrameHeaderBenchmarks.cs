using BenchmarkDotNet.Attributes;
using KestrelTcp.Goridge;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>The header of an event, written for a worker and read from one.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class FrameHeaderBenchmarks
{
    private const uint _contextLength = 110;
    private const uint _payloadLength = _contextLength + 32;

    private readonly byte[] _buffer = new byte[FrameHeader.MaxSize];

    public FrameHeaderBenchmarks() => _ = Write();

    [Benchmark]
    public int Write() => FrameHeader.Write(_buffer, FrameFlags.None, _payloadLength, _contextLength);

    [Benchmark]
    public FrameHeaderStatus Read() => FrameHeader.TryRead(_buffer, out _);
}
