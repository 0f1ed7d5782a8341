using System.Buffers;
using System.Globalization;
using System.Text;

namespace KestrelTcp.Operations.Logging;

/// <summary>
/// For people: time, level, logger, message. A record is one line whatever its message holds, so nobody outside can forge a second one;
/// only the stack of an unexpected error follows on indented lines.
/// </summary>
internal sealed class ConsoleLogFormat(string lineEnding, bool colours) : ILogFormat
{
    private const string ColourOff = "\e[0m";
    private readonly StringBuilder _line = new();

    public bool WantsFields => false;

    public void Write(LogRecord record, IBufferWriter<byte> output)
    {
        _line.Clear();
        _line.Append(CultureInfo.InvariantCulture, $"{record.Time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} ");
        if (colours)
            _line.Append(LogLevels.Colour(record.Level)).Append(LogLevels.ConsoleName(record.Level)).Append(ColourOff);
        else
            _line.Append(LogLevels.ConsoleName(record.Level));
        _line.Append(' ');
        var start = _line.Length;
        ConsoleEscape.Append(_line, record.Logger);
        _line.Append(' ', Math.Max(1, 9 - (_line.Length - start)));
        ConsoleEscape.Append(_line, record.Message);
        foreach (var (name, value) in record.Fields ?? [])
            ConsoleEscape.Append(ConsoleEscape.Append(_line.Append(' '), name).Append('='), Convert.ToString(value, CultureInfo.InvariantCulture));
        if (record.Error is not null)
            ConsoleEscape.Append(_line.Append(": "), record.Error);
        _line.Append(lineEnding);
        if (record.Stack is not null)
        {
            foreach (var frame in record.Stack.AsSpan().EnumerateLines())
                ConsoleEscape.Append(_line.Append("    "), frame.Trim()).Append(lineEnding);
        }

        foreach (var chunk in _line.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
    }
}
