using System.IO.Pipelines;
using KestrelTcp.Goridge;
using KestrelTcp.Worker;
using Xunit;

namespace KestrelTcp.Tests.Worker;

/// <summary>ReceiveAsync and AnswerAsync: the same protocol as a loop of the caller's own.</summary>
public sealed class PullFormTests
{
    [Fact]
    public async Task Loop_answersEachEvent_andEndsOnStop()
    {
        using var output = new RecordingStream();
        await using var worker = Worker(
            output, ControlFrame.PidRequest(1), ServerSide.Event("CONNECTED", sequence: 1), ServerSide.Event("DATA", "x", 2), ServerSide.Event("CLOSE", sequence: 3), ControlFrame.Stop());

        while (await worker.ReceiveAsync() is { } request)
        {
            await worker.AnswerAsync(request.Event == TcpEvent.Data ? TcpAnswer.Write(request.Body) : TcpAnswer.Continue);
        }

        Assert.Equal(["None [8,1] CONTINUE|", "None [5,2] WRITE|x", "None [0,3] |"], ServerSide.Read(output.Written)[1..]);
        Assert.Equal(0, worker.ExitCode);
        Assert.Null(await worker.ReceiveAsync());
    }

    [Fact]
    public async Task ClosedEvent_leftUnanswered_getsItsFrame()
    {
        using var output = new RecordingStream();
        await using var worker = Worker(output, ServerSide.Event("CLOSE"), ServerSide.Event("CLOSE", sequence: 4));
        while (await worker.ReceiveAsync() is not null)
        {
        }

        Assert.Equal(["None [8] CONTINUE|", "None [0,4] |"], ServerSide.Read(output.Written));
    }

    [Fact]
    public async Task SecondAnswer_isRefused_andNotSent()
    {
        using var output = new RecordingStream();
        await using var worker = Worker(output, ServerSide.Event("DATA", "x"));
        await worker.ReceiveAsync();
        await worker.AnswerAsync(TcpAnswer.Continue);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await worker.AnswerAsync(TcpAnswer.Close));
        Assert.Equal(["None [8] CONTINUE|"], ServerSide.Read(output.Written));
    }

    [Fact]
    public async Task ReceiveBeforeTheAnswer_isRefused()
    {
        using var output = new RecordingStream();
        await using var worker = Worker(output, ServerSide.Event("DATA", "x"), ServerSide.Event("DATA", "y"));
        await worker.ReceiveAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await worker.ReceiveAsync());
    }

    [Fact]
    public async Task Rubbish_endsTheLoop_withExitCode1()
    {
        using var log = new StringWriter();
        using var output = new RecordingStream();
        await using var worker = new TcpWorker(new Relay(new MemoryStream("not a frame"u8.ToArray()), output), log, ServerSide.WorkerPid);
        Assert.Null(await worker.ReceiveAsync());
        Assert.Equal(1, worker.ExitCode);
        Assert.Contains("not a frame", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_reachesTheServer_beforeTheNextEventIsAskedFor()
    {
        using var output = new RecordingStream();
        await using var worker = Worker(output, ServerSide.Event("DATA", "x"), ServerSide.Event("DATA", "y"));
        await worker.ReceiveAsync();
        await worker.AnswerAsync(TcpAnswer.Write("now"));
        Assert.Equal(["None [5] WRITE|now"], ServerSide.Read(output.Written));
    }

    [Fact]
    public async Task EventsThatArriveInPieces_areReceived()
    {
        using var output = new RecordingStream();
        var pipe = new Pipe();
        await using var worker = new TcpWorker(new Relay(pipe.Reader.AsStream(), output), TextWriter.Null, ServerSide.WorkerPid);
        var frame = ServerSide.Event("DATA", "piecemeal");
        for (var round = 0; round < 3; round++)
        {
            var receiving = worker.ReceiveAsync().AsTask();
            foreach (var value in frame)
            {
                await pipe.Writer.WriteAsync(new[] { value });
            }

            var request = await receiving.WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal("piecemeal"u8.ToArray(), request!.Body.ToArray());
            await worker.AnswerAsync(TcpAnswer.Continue);
        }

        await pipe.Writer.CompleteAsync();
        Assert.Null(await worker.ReceiveAsync());
    }

    private static TcpWorker Worker(RecordingStream output, params byte[][] input) =>
        new(new Relay(new MemoryStream([.. input.SelectMany(part => part)]), output), TextWriter.Null, ServerSide.WorkerPid);
}
