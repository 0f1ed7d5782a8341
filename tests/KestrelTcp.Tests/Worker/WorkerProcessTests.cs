using System.Net;
using System.Net.Sockets;
using KestrelTcp.Goridge;
using Xunit;

namespace KestrelTcp.Tests.Worker;

/// <summary>The library in a process of its own: real descriptors, real exit codes.</summary>
public sealed class WorkerProcessTests
{
    [Fact]
    public async Task StrayOutput_goesToStderr_andNeverHarmsAFrame()
    {
        using var process = ChildWorker.Start("NoisyWorker");
        var input = process.StandardInput.BaseStream;
        await input.WriteAsync(ControlFrame.PidRequest(1));
        await input.WriteAsync(ServerSide.Event("DATA", "one", 1));
        await input.WriteAsync(ServerSide.Event("DATA", "two", 2));
        await input.WriteAsync(ControlFrame.Stop());
        await input.FlushAsync();

        var (output, errors) = await ChildWorker.EndAsync(process);

        Assert.Equal([$"Control [] |{{\"pid\":{process.Id},\"correlates\":true}}", "None [5,1] WRITE|one", "None [5,2] WRITE|two"], ServerSide.Read(output));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(
            ["stray bytes", "stray bytes", "stray child", "stray child", "stray line", "stray line"],
            errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task EndOfStdin_endsTheProcess_withExitCode0()
    {
        using var process = ChildWorker.Start("NoisyWorker");
        process.StandardInput.Close();
        var (output, errors) = await ChildWorker.EndAsync(process);
        Assert.Equal((0, 0, ""), (process.ExitCode, output.Length, errors));
    }

    [Fact]
    public async Task Rubbish_endsTheProcess_withExitCode1AndOneLine()
    {
        using var process = ChildWorker.Start("NoisyWorker");
        await process.StandardInput.WriteAsync("GET / HTTP/1.1\r\n\r\n");
        process.StandardInput.Close();
        var (_, errors) = await ChildWorker.EndAsync(process);
        Assert.Equal(1, process.ExitCode);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("GET / HTTP/1.1", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("unix")]
    public async Task SocketRelay_isDialled(string kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"kt-relay-{Guid.NewGuid():N}.sock");
        using var listener = kind == "tcp"
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(kind == "tcp" ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var process = ChildWorker.Start("NoisyWorker", kind == "tcp" ? $"tcp://{listener.LocalEndPoint}" : $"unix://{path}");
        try
        {
            using var timeout = new CancellationTokenSource(ChildWorker.Deadline);
            await using var stream = new NetworkStream(await listener.AcceptAsync(timeout.Token), ownsSocket: true);
            await stream.WriteAsync(ControlFrame.PidRequest(1), timeout.Token);
            await stream.WriteAsync(ServerSide.Event("DATA", "hi"), timeout.Token);
            await stream.WriteAsync(ControlFrame.Stop(), timeout.Token);
            using var received = new MemoryStream();
            await stream.CopyToAsync(received, timeout.Token);

            Assert.Equal([$"Control [] |{{\"pid\":{process.Id},\"correlates\":true}}", "None [5] WRITE|hi"], ServerSide.Read(received.ToArray()));
            await ChildWorker.EndAsync(process);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("carrier-pigeon", "must be pipes, tcp://host:port or unix://path")]
    [InlineData("tcp://127.0.0.1:x", "must be pipes, tcp://host:port or unix://path")]
    [InlineData("unix:///nowhere/at/all.sock", "no way to the server")]
    public async Task Relay_thatCannotBeOpened_isExitCode1AndOneLine(string relay, string text)
    {
        using var process = ChildWorker.Start("NoisyWorker", relay);
        var (_, errors) = await ChildWorker.EndAsync(process);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains(text, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Example_addsUp()
    {
        using var process = ChildWorker.Start("Counter");
        var input = process.StandardInput.BaseStream;
        foreach (var (name, body) in new[] { ("CONNECTED", ""), ("DATA", "5\n"), ("DATA", "x\n"), ("DATA", "37\n"), ("DATA", "bye\n"), ("CLOSE", "") })
        {
            await input.WriteAsync(ServerSide.Event(name, body));
        }

        await input.WriteAsync(ControlFrame.Stop());
        await input.FlushAsync();
        var (output, _) = await ChildWorker.EndAsync(process);

        Assert.Equal(
            ["WRITE|0", "WRITE|5", "WRITE|not a number", "WRITE|42", "WRITECLOSE|total 42", "CONTINUE|"],
            ServerSide.Read(output).Select(frame => frame[(frame.IndexOf(']', StringComparison.Ordinal) + 2)..].TrimEnd()));
    }
}
