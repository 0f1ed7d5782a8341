using System.Buffers;
using System.IO.Pipelines;

namespace KestrelTcp.Ingress.Framing;

/// <summary>
/// One message is all that has arrived, when it ends with the delimiter and nothing more is waiting, in the pipe or in the
/// socket; or when a read buffer's worth is gathered that ends with it.
/// </summary>
/// <param name="input">The connection's input.</param>
/// <param name="delimiter">At least one byte.</param>
/// <param name="readBufferSize">Bytes that are a batch though more is waiting.</param>
/// <param name="maxMessageSize">Bytes.</param>
internal sealed class BatchReader(PipeReader input, ReadOnlyMemory<byte> delimiter, long readBufferSize, long maxMessageSize)
    : MessageReader(input, maxMessageSize)
{
    protected override Cut TryCut(in ReadOnlySequence<byte> gathered, out long length)
    {
        length = gathered.Length;
        if (!EndsWithDelimiter(gathered))
        {
            return Cut.NeedsMore;
        }

        return length >= readBufferSize ? Cut.Message : CutIfQuiet();
    }

    private bool EndsWithDelimiter(in ReadOnlySequence<byte> gathered)
    {
        var expected = delimiter.Span;
        if (gathered.Length < expected.Length)
        {
            return false;
        }

        // Straight to the last segment: a slice would walk through all that is gathered, at every read.
        var last = gathered.End;
        if (last.GetObject() is ReadOnlySequenceSegment<byte> segmentAtEnd && last.GetInteger() >= expected.Length)
        {
            return segmentAtEnd.Memory.Span[..last.GetInteger()].EndsWith(expected);
        }

        var end = gathered.Slice(gathered.Length - expected.Length);
        if (end.IsSingleSegment)
        {
            return end.FirstSpan.SequenceEqual(expected);
        }

        foreach (var segment in end)
        {
            if (!expected.StartsWith(segment.Span))
            {
                return false;
            }

            expected = expected[segment.Length..];
        }

        return true;
    }
}
