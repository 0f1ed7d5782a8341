namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>Gathers a command line, however it was cut. No byte is looked at twice, and no line takes more memory than its limit.</summary>
internal sealed class CommandLine
{
    /// <summary>Longest line in bytes, without its CR LF; four times what RFC 5321 asks for.</summary>
    public const int MaxLength = 2048;

    private byte[] _kept = [];
    private long _length;
    private bool _endsWithCr;

    /// <summary>The line just taken was over the limit: its bytes are gone.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Takes bytes up to the end of a line, which is CR LF and nothing else.</summary>
    /// <param name="input">What has arrived; what belongs to the line is taken off its front.</param>
    /// <param name="line">The line without CR LF, good until the next call.</param>
    /// <returns>False when the line goes on: all of the input is taken.</returns>
    public bool TryTake(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_endsWithCr && input.StartsWith((byte)'\n'))
        {
            input = input[1..];
            return End(_length - 1, out line);
        }

        var end = input.IndexOf("\r\n"u8);
        if (end < 0)
        {
            Keep(input);
            input = default;
            return false;
        }

        var last = input[..end];
        input = input[(end + 2)..];
        if (_length > 0)
        {
            Keep(last);
            return End(_length, out line);
        }

        TooLong = end > MaxLength;
        line = TooLong ? default : last;
        return true;
    }

    private bool End(long length, out ReadOnlySpan<byte> line)
    {
        TooLong = length > MaxLength;
        line = TooLong ? default : _kept.AsSpan(0, (int)length);
        _length = 0;
        _endsWithCr = false;
        return true;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        // One byte more than a line may have: its CR, when the LF comes later.
        if (_kept.Length == 0)
        {
            _kept = new byte[MaxLength + 1];
        }

        if (_length < _kept.Length)
        {
            bytes[..(int)Math.Min(bytes.Length, _kept.Length - _length)].CopyTo(_kept.AsSpan((int)_length));
        }

        _length += bytes.Length;
        _endsWithCr = bytes[^1] == '\r';
    }
}
