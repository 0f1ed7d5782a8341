using KestrelTcp.Io;
using KestrelTcp.Workers.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace KestrelTcp.Tests.Io;

/// <summary>What meets on a stream from two threads, brought about on purpose.</summary>
public sealed class LoopStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CancellationThatComesWithTheBytes_doesNotReachTheNextRead()
    {
        using var loops = Loops.Make();
        using var pipe = new PipeEnds("a test");
        using var reader = new MeetingReader(pipe.TakeReader(), loops.Next());
        using var writer = new PipeWriteStream(pipe.TakeWriter(), loops.Next());
        for (var i = 0; i < 50; i++)
        {
            using var cancellation = new CancellationTokenSource();
            reader.Cancellation = cancellation;
            var reading = ReadTwiceAsync(reader, cancellation.Token);

            await writer.WriteAsync(new byte[1], Cancellation);
            await reader.Canceled;
            await writer.WriteAsync(new byte[1], Cancellation);

            Assert.Equal(2, await reading.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
        }
    }

    private static async Task<int> ReadTwiceAsync(MeetingReader reader, CancellationToken first) =>
        await reader.ReadByteAsync(first).ConfigureAwait(false) + await reader.ReadByteAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Is canceled by another thread just while it takes the bytes.</summary>
    private sealed class MeetingReader(SafePipeHandle handle, IoLoop loop) : LoopStream(handle, loop, IoEvents.Readable)
    {
        private int _seen;

        public CancellationTokenSource? Cancellation { get; set; }

        public Task Canceled { get; private set; } = Task.CompletedTask;

        public ValueTask<int> ReadByteAsync(CancellationToken cancellation)
        {
            lock (Gate)
            {
                return Begin(cancellation, out var count, out _) ? new(count) : new(this, Token);
            }
        }

        protected override bool Try(out int result, out bool drained)
        {
            // Counted, not taken: a byte for each read.
            drained = SystemCalls.BytesReadable(Descriptor) == _seen;
            result = drained ? 0 : 1;
            _seen += result;
            if (!drained && Cancellation is { } cancellation)
            {
                Cancellation = null;
                var canceling = new Thread(cancellation.Cancel);
                canceling.Start();
                Canceled = Task.Run(canceling.Join);
                SpinWait.SpinUntil(() => canceling.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            }

            return !drained;
        }
    }
}
