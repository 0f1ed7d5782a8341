using System.Text;
using KestrelTcp.Goridge;
using KestrelTcp.Worker;
using Xunit;

namespace KestrelTcp.Tests.Worker;

/// <summary>The frames that a worker answers with, towards a server that numbers its events and towards RoadRunner.</summary>
public sealed class WorkerProtocolTests
{
    private static readonly byte[] _pid = ControlFrame.PidRequest(1);
    private static readonly byte[] _stop = ControlFrame.Stop();

    [Fact]
    public async Task PidRequests_eachIsAnswered_theFirstSaysThatTheWorkerCorrelates()
    {
        var run = await ServerSide.RunAsync(Echo, _pid, _pid, _pid, _stop);

        Assert.Equal(
            ["Control [] |{\"pid\":4321,\"correlates\":true}", "Control [] |{\"pid\":4321}", "Control [] |{\"pid\":4321}"],
            run.Frames);
        Assert.Equal((0, ""), (run.ExitCode, run.Log));
    }

    [Fact]
    public async Task Events_withoutNumbers_areAnsweredWithOneOption()
    {
        var run = await ServerSide.RunAsync(
            Echo, _pid, ServerSide.Event("CONNECTED"), ServerSide.Event("DATA", "hi\r\n"), _pid, ServerSide.Event("CLOSE"), _stop);

        Assert.Equal(["None [8] CONTINUE|", "None [5] WRITE|hi\r\n", "Control [] |{\"pid\":4321}", "None [8] CONTINUE|"], run.Frames[1..]);
    }

    [Fact]
    public async Task Events_withNumbers_areAnsweredWithThem_aClosedOneWithNothingElse()
    {
        var run = await ServerSide.RunAsync(
            Echo, _pid, ServerSide.Event("CONNECTED", sequence: 7), ServerSide.Event("DATA", "hi\r\n", 8), ServerSide.Event("CLOSED", sequence: uint.MaxValue), _stop);

        Assert.Equal(["None [8,7] CONTINUE|", "None [5,8] WRITE|hi\r\n", $"None [0,{uint.MaxValue}] |"], run.Frames[1..]);
    }

    [Theory]
    [InlineData(TcpAnswerKind.Continue, "None [8] CONTINUE|")]
    [InlineData(TcpAnswerKind.Write, "None [5] WRITE|é")]
    [InlineData(TcpAnswerKind.WriteClose, "None [10] WRITECLOSE|é")]
    [InlineData(TcpAnswerKind.Close, "None [5] CLOSE|")]
    [InlineData(TcpAnswerKind.StartTls, "None [8] STARTTLS|é")]
    [InlineData(TcpAnswerKind.Error, "Error [] |é")]
    public async Task Answer_ofEachKind_isItsFrame(TcpAnswerKind kind, string frame)
    {
        var text = await ServerSide.RunAsync(_ => ValueTask.FromResult(Make(kind, "é")), ServerSide.Event("DATA", "x"));
        Assert.Equal([frame], text.Frames);

        var bytes = await ServerSide.RunAsync(_ => ValueTask.FromResult(Make(kind, null)), ServerSide.Event("DATA", "x"));
        Assert.Equal([frame], bytes.Frames);
    }

    [Fact]
    public async Task HandlerException_isAnErrorFrame_andTheWorkerGoesOn()
    {
        var run = await ServerSide.RunAsync(
            async request =>
            {
                if (request.Body.Span[0] == (byte)'b')
                {
                    await Task.Yield();
                }

                return request.Body.Span[0] == (byte)'c' ? TcpAnswer.Close : throw new InvalidOperationException("boom");
            },
            ServerSide.Event("DATA", "a"),
            ServerSide.Event("DATA", "b", 5),
            ServerSide.Event("DATA", "c", 6),
            _stop);

        Assert.Equal(
            ["Error [] |InvalidOperationException: boom", "Error [0,5] |InvalidOperationException: boom", "None [5,6] CLOSE|"],
            run.Frames);
        Assert.Contains("the handler failed on Data of u-1", run.Log, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task HandlerException_onClosed_isLogged_andTheEventHasItsOneFrame()
    {
        var run = await ServerSide.RunAsync(
            _ => throw new InvalidOperationException("boom"), ServerSide.Event("CLOSE", sequence: 9), ServerSide.Event("CLOSE"), _stop);

        Assert.Equal(["None [0,9] |", "None [8] CONTINUE|"], run.Frames);
        Assert.Contains("boom", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_endsTheWorker_whatFollowsIsNotRead()
    {
        var run = await ServerSide.RunAsync(Echo, _stop, ServerSide.Event("DATA", "late"));
        Assert.Empty(run.Frames);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task EndOfInput_withoutStop_endsTheWorkerQuietly()
    {
        var run = await ServerSide.RunAsync(Echo, _pid);
        Assert.Single(run.Frames);
        Assert.Equal((0, ""), (run.ExitCode, run.Log));
    }

    [Fact]
    public async Task EndOfInput_withinAFrame_isExitCode1()
    {
        var run = await ServerSide.RunAsync(Echo, ServerSide.Event("DATA", "x"), _pid[..^1]);
        Assert.Equal(["None [5] WRITE|x"], run.Frames);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("middle of a frame", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rubbish_isExitCode1_withTheText()
    {
        var run = await ServerSide.RunAsync(Echo, Encoding.ASCII.GetBytes("hello, worker"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("hello, worker", run.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((256u << 20) - 15, 0, "268435457 bytes")]
    [InlineData(10, 11, "context of 11")]
    public async Task FrameThatCannotBe_isExitCode1(uint payload, uint context, string text)
    {
        var header = new byte[16];
        FrameHeader.Write(header, FrameFlags.None, payload, context);
        var run = await ServerSide.RunAsync(Echo, header);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(text, run.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("{\"event\":\"SOMETHING\"}")]
    [InlineData("{\"event\":5}")]
    [InlineData("{}")]
    public async Task Context_thatCannotBeRead_isAnErrorFrame_andTheWorkerGoesOn(string context)
    {
        var run = await ServerSide.RunAsync(Echo, ServerSide.Event(context, [], 3), ServerSide.Event("DATA", "x", 4));
        Assert.StartsWith("Error [0,3] |", run.Frames[0], StringComparison.Ordinal);
        Assert.Equal("None [5,4] WRITE|x", run.Frames[1]);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task ManyEvents_inOneRead_areAnsweredInFewWrites_whenGathered()
    {
        var events = Enumerable.Range(0, 200).Select(i => ServerSide.Event("DATA", $"{i}", (uint)i)).ToArray();
        var run = await ServerSide.RunAsync(Echo, gatherAnswers: true, events);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"None [5,{i}] WRITE|{i}"), run.Frames);
        Assert.InRange(run.Writes, 1, 50);
    }

    [Fact]
    public async Task Answer_isWritten_beforeTheNextEventIsBegun()
    {
        using var output = new RecordingStream();
        var seen = new List<int>();
        byte[] input = [.. Enumerable.Range(0, 3).SelectMany(_ => ServerSide.Event("DATA", "x"))];
        var worker = new TcpWorker(new Relay(new MemoryStream(input), output), TextWriter.Null, ServerSide.WorkerPid);
        await worker.RunToEndAsync(
            _ =>
            {
                seen.Add(ServerSide.Read(output.Written).Count);
                return default;
            },
            gatherAnswers: false);
        Assert.Equal([0, 1, 2], seen);
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(40_000)]
    [InlineData(3_000_000)]
    public async Task LargeBody_comesBackWhole_andLaterEventsToo(int length)
    {
        var body = string.Create(length, 0, (span, _) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('a' + (i % 23));
            }
        });
        var run = await ServerSide.RunAsync(Echo, ServerSide.Event("DATA", body, 1), ServerSide.Event("DATA", "x", 2), ServerSide.Event("DATA", body, 3));
        Assert.Equal([$"None [5,1] WRITE|{body}", "None [5,2] WRITE|x", $"None [5,3] WRITE|{body}"], run.Frames);
    }

    [Fact]
    public async Task AsynchronousHandler_isAwaited_oneEventAtATime()
    {
        var running = 0;
        var events = Enumerable.Range(0, 20).Select(i => ServerSide.Event("DATA", $"{i}")).ToArray();
        var run = await ServerSide.RunAsync(
            async request =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                await Task.Delay(1);
                Interlocked.Decrement(ref running);
                return TcpAnswer.Write(request.Body);
            },
            events);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"None [5] WRITE|{i}"), run.Frames);
    }

    private static ValueTask<TcpAnswer> Echo(TcpRequest request) =>
        ValueTask.FromResult(request.Event == TcpEvent.Data ? TcpAnswer.Write(request.Body) : TcpAnswer.Continue);

    private static TcpAnswer Make(TcpAnswerKind kind, string? text)
    {
        ReadOnlyMemory<byte> bytes = "é"u8.ToArray();
        return kind switch
        {
            TcpAnswerKind.Write => text is null ? TcpAnswer.Write(bytes) : TcpAnswer.Write(text),
            TcpAnswerKind.WriteClose => text is null ? TcpAnswer.WriteClose(bytes) : TcpAnswer.WriteClose(text),
            TcpAnswerKind.StartTls => text is null ? TcpAnswer.StartTls(bytes) : TcpAnswer.StartTls(text),
            TcpAnswerKind.Error => TcpAnswer.Error("é"),
            TcpAnswerKind.Close => TcpAnswer.Close,
            _ => TcpAnswer.Continue,
        };
    }
}
