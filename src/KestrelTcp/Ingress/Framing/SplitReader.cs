using System.Buffers;
using System.IO.Pipelines;

namespace KestrelTcp.Ingress.Framing;

/// <summary>One message per delimiter, however the bytes arrive. The scan goes on where it stopped: no byte is looked at twice but those that may begin a delimiter.</summary>
internal sealed class SplitReader(PipeReader input, ReadOnlyMemory<byte> delimiter, long maxMessageSize)
    : MessageReader(input, maxMessageSize)
{
    /// <summary>Bytes from the start of the gathered ones where no delimiter begins.</summary>
    private long _scanned;

    protected override Cut TryCut(in ReadOnlySequence<byte> gathered, out long length)
    {
        var found = Find(gathered, _scanned, delimiter.Span);
        if (found < 0)
        {
            _scanned = Math.Max(_scanned, gathered.Length - delimiter.Length + 1);
            length = 0;
            return Cut.NeedsMore;
        }

        _scanned = 0;
        length = found + delimiter.Length;
        return Cut.Message;
    }

    /// <summary>Offset of the first delimiter at or after <paramref name="from"/>; -1: there is none.</summary>
    private static long Find(in ReadOnlySequence<byte> gathered, long from, ReadOnlySpan<byte> delimiter)
    {
        if (gathered.IsSingleSegment)
        {
            var index = gathered.FirstSpan[(int)from..].IndexOf(delimiter);
            return index < 0 ? -1 : from + index;
        }

        var offset = 0L;
        var position = gathered.Start;
        while (gathered.TryGet(ref position, out var segment))
        {
            var end = offset + segment.Length;
            if (end > from)
            {
                var start = (int)Math.Max(0, from - offset);
                var index = segment.Span[start..].IndexOf(delimiter);
                if (index >= 0)
                {
                    return offset + start + index;
                }

                // A delimiter may lie across the join: a few bytes of both sides are looked at together.
                var joint = FindAcross(gathered, Math.Max(from, end - delimiter.Length + 1), end, delimiter);
                if (joint >= 0)
                {
                    return joint;
                }
            }

            offset = end;
        }

        return -1;
    }

    /// <summary>Looks for a delimiter that begins before <paramref name="join"/> and ends behind it.</summary>
    private static long FindAcross(in ReadOnlySequence<byte> gathered, long from, long join, ReadOnlySpan<byte> delimiter)
    {
        var length = (int)Math.Min(join + delimiter.Length - 1, gathered.Length) - (int)from;
        if (length < delimiter.Length || from >= join)
        {
            return -1;
        }

        const int onStack = 256;
        var window = length <= onStack ? stackalloc byte[length] : new byte[length];
        gathered.Slice(from, length).CopyTo(window);
        var index = window.IndexOf(delimiter);
        return index < 0 ? -1 : from + index;
    }
}
