using System.Text;
using KestrelTcp.Goridge;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class AnswerTests
{
    private FrameHeader _header;

    [Theory]
    [InlineData("WRITE", "Write", false)]
    [InlineData("CONTINUE", "Continue", false)]
    [InlineData("STARTTLS", "StartTls", false)]
    [InlineData("CLOSE", "Close", true)]
    [InlineData("WRITECLOSE", "WriteClose", true)]
    [InlineData("write", "Unknown", true)]
    [InlineData("WRITE ", "Unknown", true)]
    [InlineData("CLOSED", "Unknown", true)]
    [InlineData("WRITECLOSED", "Unknown", true)]
    [InlineData("", "Unknown", true)]
    public void Word_hasItsKind(string context, string kind, bool closing)
    {
        Assert.True(Read(WorkerFrame.Answer(context, "the body"), false, out var answer));

        Assert.Equal(kind, answer.Kind.ToString());
        Assert.Equal(closing, answer.IsClosing);
        Assert.Equal(context, Encoding.UTF8.GetString(answer.Context));
        Assert.Equal("the body", Encoding.UTF8.GetString(answer.Body));
        Assert.False(answer.IsStop);
        Assert.False(answer.IsStreamed);
    }

    [Theory]
    [InlineData("WRITE", "Write")]
    [InlineData("", "None")]
    public void NumberedAnswer_ofACorrelatingWorkerIsRead(string context, string kind)
    {
        Assert.True(Read(WorkerFrame.Answer(context, "b", 17), true, out var answer));

        Assert.Equal(kind, answer.Kind.ToString());
        Assert.False(answer.IsClosing);
        Assert.Equal("b", Encoding.UTF8.GetString(answer.Body));
    }

    [Fact]
    public void Options_mustBeAsManyAsTheKindOfWorkerHas()
    {
        Assert.False(Read(WorkerFrame.Of(FrameFlags.None, "WRITEa"), false, out _));
        Assert.False(Read(WorkerFrame.Answer("WRITE", "a", 1), false, out _));
        Assert.False(Read(WorkerFrame.Answer("WRITE", "a"), true, out _));
        Assert.False(Read(WorkerFrame.Answer("WRITE", "a", 1, 2), true, out _));
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    [InlineData(uint.MaxValue, false)]
    public void Context_mustLieWithinThePayload(uint length, bool read)
    {
        Assert.Equal(read, Read(WorkerFrame.Of(FrameFlags.None, "WRITEa", length), false, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ErrorFrame_isReadWithAnyOptions(bool correlates)
    {
        foreach (uint[] options in new uint[][] { [], [1000], [1, 2] })
        {
            Assert.True(Read(WorkerFrame.Of(FrameFlags.Error, "it broke", options), correlates, out var answer));
            Assert.Equal(AnswerKind.Error, answer.Kind);
            Assert.True(answer.IsClosing);
            Assert.Equal("it broke", Encoding.UTF8.GetString(answer.Context));
        }
    }

    [Theory]
    [InlineData("""{"stop":true}""", "", true)]
    [InlineData("""{ "stop" : true }""", "", true)]
    [InlineData("""{"stop":true}""", "a body", false)]
    [InlineData("""{"stop":false}""", "", false)]
    [InlineData("""{"pid":1}""", "", false)]
    [InlineData("""{"stop":true""", "", false)]
    [InlineData("stop", "", false)]
    public void WishToBeStopped_isAContextOfItsOwn(string context, string body, bool stop)
    {
        Assert.True(Read(WorkerFrame.Answer(context, body), false, out var answer));

        Assert.Equal(stop, answer.IsStop);
        Assert.Equal(AnswerKind.Unknown, answer.Kind);
    }

    [Theory]
    [InlineData(StreamFlags.Stream)]
    [InlineData(StreamFlags.Stop)]
    [InlineData(StreamFlags.Ping)]
    public void StreamedFrame_isNoAnswer(StreamFlags stream)
    {
        Assert.True(Read(WorkerFrame.Streamed(WorkerFrame.Answer("WRITE", "a"), stream), false, out var answer));

        Assert.Equal(AnswerKind.Unknown, answer.Kind);
        Assert.True(answer.IsStreamed);
        Assert.False(answer.IsStop);
    }

    private bool Read(byte[] frame, bool correlates, out Answer answer)
    {
        Assert.Equal(FrameHeaderStatus.Valid, FrameHeader.TryRead(frame, out _header));
        return Answer.TryRead(_header, frame.AsSpan(_header.Size), correlates, out answer);
    }
}
