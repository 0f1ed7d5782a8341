using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress.Framing;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>Cutting what has arrived, in the pipe's blocks of 4 KB, into messages.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class FramingBenchmarks
{
    private const int _block = 4096;
    private const int _megabyte = 1 << 20;
    private const long _most = 64L << 20;

    private static readonly byte[] _delimiter = "\r\n"u8.ToArray();

    private static readonly LengthOptions _layout = new() { Prefix = 2 };

    private readonly ReadOnlySequence<byte> _records = Segments.Cut([.. Enumerable.Repeat<byte[]>([0, 30, .. Message(30)], _megabyte / 32).SelectMany(bytes => bytes)], _block);
    private readonly ReadOnlySequence<byte> _small = Segments.Cut([.. Enumerable.Repeat(Message(32), _megabyte / 32).SelectMany(bytes => bytes)], _block);
    private readonly ReadOnlySequence<byte> _large = Segments.Cut(Message(_megabyte), _block);
    private readonly ReadOnlySequence<byte> _acrossJoin = Segments.Cut(Message(_megabyte + 1), _block);
    private readonly ReadOnlySequence<byte> _nearMisses = Segments.Cut([.. Enumerable.Repeat((byte)'\r', _megabyte), (byte)'\n'], _block);

    /// <summary>32 768 messages of 32 bytes.</summary>
    [Benchmark]
    public Task<int> SplitSmall() => SplitAsync(_small);

    /// <summary>One message of 1 MB.</summary>
    [Benchmark]
    public Task<int> SplitLarge() => SplitAsync(_large);

    /// <summary>The same, its delimiter lying across the join of two blocks.</summary>
    [Benchmark]
    public Task<int> SplitAcrossJoin() => SplitAsync(_acrossJoin);

    /// <summary>1 MB of what might be the delimiter's beginning.</summary>
    [Benchmark]
    public Task<int> SplitNearMisses() => SplitAsync(_nearMisses);

    /// <summary>1 MB as one batch: only its end is looked at.</summary>
    [Benchmark]
    public Task<int> BatchLarge() => CountAsync(new BatchReader(PipeReader.Create(_large), _delimiter, _megabyte, _most));

    /// <summary>32 768 records of 32 bytes, by the number at their start.</summary>
    [Benchmark]
    public Task<int> LengthSmall() => CountAsync(new LengthReader(PipeReader.Create(_records), _layout, _most));

    /// <summary>The same by their size.</summary>
    [Benchmark]
    public Task<int> FixedSmall() => CountAsync(new FixedReader(PipeReader.Create(_records), 32, _most));

    private static Task<int> SplitAsync(in ReadOnlySequence<byte> input) =>
        CountAsync(new SplitReader(PipeReader.Create(input), _delimiter, _most));

    private static async Task<int> CountAsync(MessageReader reader)
    {
        var count = 0;
        while (await reader.NextAsync() == MessageStatus.Message)
        {
            count++;
        }

        return count;
    }

    private static byte[] Message(int length)
    {
        var message = new byte[length];
        message.AsSpan().Fill((byte)'x');
        _delimiter.CopyTo(message, length - _delimiter.Length);
        return message;
    }
}
