using KestrelTcp.Io;
using KestrelTcp.Tests.Io;
using KestrelTcp.Workers.Processes;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class PipeEndsTests
{
    private const int _usual = 64 << 10;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pipe_thatNobodyReads_takesMoreOnceItIsEnlarged(bool enlarged)
    {
        using var loops = Loops.Make();
        using var pipe = new PipeEnds("a test");
        if (enlarged)
        {
            pipe.Enlarge();
        }

        using var reader = new PipeReadStream(pipe.TakeReader(), loops.Next());
        using var writer = new PipeWriteStream(pipe.TakeWriter(), loops.Next());

        var write = writer.WriteAsync(new byte[4 * _usual], TestContext.Current.CancellationToken);

        Assert.Equal(enlarged, write.IsCompleted);
        Assert.Equal(enlarged ? 4 * _usual : _usual, reader.BytesInPipe);
    }
}
