using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using KestrelTcp.Ingress.Framing;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>One message that arrives block by block, and is looked at each time: twice as long must take twice as long, not four times.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class ArrivalBenchmarks
{
    private const int _block = 4096;
    private const int _megabyte = 1 << 20;
    private const long _most = 64L << 20;

    private static readonly byte[] _delimiter = "\r\n"u8.ToArray();
    private static readonly byte[] _filling = Enumerable.Repeat((byte)'x', _block).ToArray();

    /// <summary>Length of the message in MB.</summary>
    [Params(1, 4, 16)]
    public int Megabytes { get; set; }

    [Benchmark]
    public Task Split() => ArriveAsync(input => new SplitReader(input, _delimiter, _most));

    [Benchmark]
    public Task Batch() => ArriveAsync(input => new BatchReader(input, _delimiter, _megabyte, _most));

    private async Task ArriveAsync(Func<PipeReader, MessageReader> make)
    {
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
        var next = make(pipe.Reader).NextAsync().AsTask();
        for (var blocks = Megabytes * _megabyte / _block; blocks > 0; blocks--)
        {
            await pipe.Writer.WriteAsync(_filling);
        }

        await pipe.Writer.WriteAsync(_delimiter);
        await next;
        await pipe.Reader.CompleteAsync();
    }
}
