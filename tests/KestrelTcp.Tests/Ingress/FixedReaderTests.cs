using System.Text;
using CsCheck;
using KestrelTcp.Ingress.Framing;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Fixed framing: every so many bytes are a record.</summary>
public sealed class FixedReaderTests
{
    [Fact]
    public void AnyBytes_inAnyChunksAndSegments_areCutBySize() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[1, 20], Gen.Int[1, 30], Gen.Int[1, 9]).Sample(
            (stream, size, chunk, segment) =>
            {
                var run = FramingRun.OfAsync(input => new FixedReader(input, size, size), segment, stream, chunk).GetAwaiter().GetResult();
                return stream.Chunk(size).Where(record => record.Length == size).Select(Encoding.Latin1.GetString).SequenceEqual(run.Messages)
                    && run.End == (stream.Length % size == 0 ? MessageStatus.EndOfInput : MessageStatus.Incomplete)
                    && run.Received == stream.Length;
            },
            iter: 3000);
}
