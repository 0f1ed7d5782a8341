using System.Buffers;
using System.IO.Pipelines;

namespace KestrelTcp.Ingress.Framing;

/// <summary>Records of one size, without anything between them.</summary>
internal sealed class FixedReader(PipeReader input, long size, long maxMessageSize) : MessageReader(input, maxMessageSize)
{
    protected override bool RestIsMessage => false;

    protected override Cut TryCut(in ReadOnlySequence<byte> gathered, out long length)
    {
        length = size;
        return gathered.Length >= size ? Cut.Message : Cut.NeedsMore;
    }
}
