using System.Buffers;
using System.Text;

namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>Gathers the replies to one event, so that a pipelining client gets them in one piece, in order.</summary>
internal sealed class SmtpReplies
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    public void Add(string line)
    {
        Encoding.UTF8.GetBytes(line, _buffer);
        _buffer.Write("\r\n"u8);
    }

    public void Clear() => _buffer.ResetWrittenCount();
}
