using System.Buffers;

namespace KestrelTcp.Operations.Logging;

/// <summary>How a record looks. Used by the writer thread alone.</summary>
internal interface ILogFormat
{
    /// <summary>Whether <see cref="LogRecord.Fields"/> are of use.</summary>
    bool WantsFields { get; }

    void Write(LogRecord record, IBufferWriter<byte> output);
}
