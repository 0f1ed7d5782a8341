using System.Buffers;
using System.IO.Pipelines;

namespace KestrelTcp.Ingress.Framing;

/// <summary>One message per delimiter, however the bytes arrive. The scan goes on where it stopped: no byte is looked at twice but those that may begin a delimiter.</summary>
internal sealed class SplitReader(PipeReader input, ReadOnlyMemory<byte> delimiter, long maxMessageSize)
    : MessageReader(input, maxMessageSize)
{
    /// <summary>Bytes from the start of the gathered ones where no delimiter begins.</summary>
    private long _scanned;

    /// <summary>The segment in which the scan goes on; segments that have been looked at are not even walked through again.</summary>
    private SequencePosition? _segment;

    /// <summary>Bytes before <see cref="_segment"/>.</summary>
    private long _segmentOffset;

    protected override Cut TryCut(in ReadOnlySequence<byte> gathered, out long length)
    {
        var found = Find(gathered, delimiter.Span);
        if (found < 0)
        {
            _scanned = Math.Max(_scanned, gathered.Length - delimiter.Length + 1);
            length = 0;
            return Cut.NeedsMore;
        }

        _scanned = 0;
        _segment = null;
        length = found + delimiter.Length;
        return Cut.Message;
    }

    /// <summary>Offset of the first delimiter that is not known yet; -1: there is none.</summary>
    private long Find(in ReadOnlySequence<byte> gathered, ReadOnlySpan<byte> delimiter)
    {
        if (gathered.IsSingleSegment)
        {
            var index = gathered.FirstSpan[(int)_scanned..].IndexOf(delimiter);
            return index < 0 ? -1 : _scanned + index;
        }

        var position = _segment ?? gathered.Start;
        var offset = _segment is null ? 0 : _segmentOffset;
        var here = position;
        while (gathered.TryGet(ref position, out var segment))
        {
            var start = (int)Math.Max(0, _scanned - offset);
            if (start < segment.Length)
            {
                var index = segment.Span[start..].IndexOf(delimiter);
                if (index >= 0)
                {
                    return offset + start + index;
                }

                // A delimiter may lie across the join: a few bytes of both sides are looked at together.
                var joint = FindAcross(gathered.Slice(here), Math.Max(start, segment.Length - delimiter.Length + 1), segment.Length, delimiter);
                if (joint >= 0)
                {
                    return offset + joint;
                }
            }

            if (position.GetObject() is null || offset + segment.Length == gathered.Length)
            {
                break;
            }

            offset += segment.Length;
            here = position;
        }

        // The last segment may still grow, and a delimiter begin in one before it.
        if (offset <= gathered.Length - delimiter.Length + 1)
        {
            _segment = here;
            _segmentOffset = offset;
        }

        return -1;
    }

    /// <summary>Looks for a delimiter that begins before <paramref name="join"/> and ends behind it.</summary>
    private static long FindAcross(in ReadOnlySequence<byte> bytes, int from, int join, ReadOnlySpan<byte> delimiter)
    {
        var length = (int)Math.Min(join + delimiter.Length - 1, bytes.Length) - from;
        if (length < delimiter.Length || from >= join)
        {
            return -1;
        }

        const int onStack = 256;
        var window = length <= onStack ? stackalloc byte[length] : new byte[length];
        bytes.Slice(from, length).CopyTo(window);
        var index = window.IndexOf(delimiter);
        return index < 0 ? -1 : from + index;
    }
}
