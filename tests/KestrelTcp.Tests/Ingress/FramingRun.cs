using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using KestrelTcp.Ingress.Framing;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Feeds a reader chunk by chunk and notes what it makes of it.</summary>
internal sealed class FramingRun
{
    private readonly Pipe _pipe;
    private readonly MessageReader _reader;

    public FramingRun(Func<PipeReader, MessageReader> make, int segmentSize)
    {
        _pipe = new Pipe(new PipeOptions(
            new SmallSegmentPool(segmentSize), PipeScheduler.Inline, PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: 1, useSynchronizationContext: false));
        _reader = make(_pipe.Reader);
    }

    public List<string> Messages { get; } = [];

    public string Rest { get; private set; } = "";

    public MessageStatus End { get; private set; }

    public long Received => _reader.Received;

    /// <summary>The messages of some chunks, each written after the reader waits for more.</summary>
    public static async Task<FramingRun> OfAsync(Func<PipeReader, MessageReader> make, int segmentSize, IEnumerable<byte[]> chunks)
    {
        var run = new FramingRun(make, segmentSize);
        var reading = run.ReadAsync();
        foreach (var chunk in chunks)
        {
            await run._pipe.Writer.WriteAsync(chunk);
        }

        await run._pipe.Writer.CompleteAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(10));
        return run;
    }

    /// <summary>The messages of bytes that come in chunks of one size.</summary>
    public static Task<FramingRun> OfAsync(Func<PipeReader, MessageReader> make, int segmentSize, byte[] bytes, int chunk) =>
        OfAsync(make, segmentSize, bytes.Chunk(chunk));

    private async Task ReadAsync()
    {
        while (true)
        {
            var status = await _reader.NextAsync();
            if (status != MessageStatus.Message)
            {
                End = status;
                Rest = status == MessageStatus.EndOfInput ? Text(_reader.Message) : "";
                return;
            }

            Messages.Add(Text(_reader.Message));
        }
    }

    private static string Text(in ReadOnlySequence<byte> bytes) => Encoding.Latin1.GetString(bytes.ToArray());
}
