using KestrelTcp.BuiltinWorkers;
using KestrelTcp.Cli;
using KestrelTcp.Worker;
using Xunit;

namespace KestrelTcp.Tests.BuiltinWorkers;

/// <summary>The worker verb and the echo worker.</summary>
public sealed class WorkerCommandTests
{
    [Fact]
    public async Task UnknownName_isExitCode1() => Assert.Equal(1, await WorkerCommand.RunAsync("nobody"));

    [Theory]
    [InlineData(TcpEvent.Connected, TcpAnswerKind.Continue, "")]
    [InlineData(TcpEvent.Data, TcpAnswerKind.Write, "hi\r\n")]
    [InlineData(TcpEvent.Closed, TcpAnswerKind.Continue, "")]
    public void Echo_sendsDataBack(TcpEvent kind, TcpAnswerKind answer, string body)
    {
        var answered = EchoWorker.Answer(new TcpRequest { Event = kind, Uuid = "1", Server = "echo", RemoteAddress = "@", Body = "hi\r\n"u8.ToArray() });
        Assert.Equal(answer, answered.Kind);
        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(answered.Body.Span));
    }
}
