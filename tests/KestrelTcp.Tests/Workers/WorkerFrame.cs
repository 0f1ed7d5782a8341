using System.Text;
using KestrelTcp.Goridge;

namespace KestrelTcp.Tests.Workers;

/// <summary>Bytes of frames as workers write them.</summary>
internal static class WorkerFrame
{
    private const int _streamByte = 10;

    /// <summary>An answer with one option, the length of its context; a second one is its event's number.</summary>
    public static byte[] Answer(string context, string body = "", params uint[] more) =>
        Of(FrameFlags.None, context + body, [(uint)Encoding.UTF8.GetByteCount(context), .. more]);

    public static byte[] Of(FrameFlags flags, string payload, params uint[] options)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        var header = new byte[FrameHeader.SizeOf(options.Length)];
        FrameHeader.Write(header, flags, (uint)bytes.Length, options);
        return [.. header, .. bytes];
    }

    /// <summary>The same frame with stream bits, which lie outside of the checksum.</summary>
    public static byte[] Streamed(byte[] frame, StreamFlags stream)
    {
        frame[_streamByte] = (byte)stream;
        return frame;
    }
}
