using System.Buffers;
using System.Text;

namespace KestrelTcp.Operations.Logging;

/// <summary>The message alone, as it is.</summary>
internal sealed class RawLogFormat(string lineEnding) : ILogFormat
{
    public bool WantsFields => false;

    public void Write(LogRecord record, IBufferWriter<byte> output)
    {
        Encoding.UTF8.GetBytes(record.Message, output);
        if (record.Error is not null)
            Encoding.UTF8.GetBytes(": " + record.Error, output);
        Encoding.UTF8.GetBytes(lineEnding, output);
    }
}
