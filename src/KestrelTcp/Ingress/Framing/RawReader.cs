using System.Buffers;
using System.IO.Pipelines;

namespace KestrelTcp.Ingress.Framing;

/// <summary>Whatever has arrived is a message. Never too big: what is more than a message may have comes in pieces.</summary>
/// <param name="input">The connection's input.</param>
/// <param name="mostAtOnce">Bytes of one message.</param>
internal sealed class RawReader(PipeReader input, long mostAtOnce) : MessageReader(input, mostAtOnce)
{
    private readonly long _most = mostAtOnce;

    protected override Cut TryCut(in ReadOnlySequence<byte> gathered, out long length)
    {
        length = Math.Min(gathered.Length, _most);
        return length == _most || IsLastLook ? Cut.Message : CutIfQuiet();
    }
}
