namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>A message that is being received: it goes to disk as it comes, and when it cannot, its rest is read for nothing and the reply says why.</summary>
internal sealed class IncomingMessage : IDisposable
{
    private const int _diskFull = 28; // ENOSPC, on every unix.
    private const int _quotaExceeded = 122; // EDQUOT on Linux.

    private readonly SmtpSettings _settings;
    private readonly string _id;
    private readonly BodyDecoder _decoder = new();
    private MaildirDelivery? _delivery;
    private string? _refusal;
    private long _size;

    /// <exception cref="IOException">The message cannot be stored.</exception>
    /// <exception cref="UnauthorizedAccessException">The message may not be stored.</exception>
    public IncomingMessage(SmtpSettings settings, Maildir maildir, Envelope envelope, ClientIdentity client)
    {
        _settings = settings;
        var now = DateTimeOffset.UtcNow;
        _id = maildir.NewId(now);
        _delivery = maildir.Begin(_id);
        Store(TraceHeaders.Make(envelope, client, settings.HostName, _id, now));
    }

    /// <summary>The reply to a message that the disk did not take.</summary>
    public static string Refusal(Exception failure)
    {
        Console.Error.WriteLine($"error: smtp: a message could not be stored: {failure.Message}");
        return failure.HResult is _diskFull or _quotaExceeded
            ? "452 4.3.1 No room for the message, try again later"
            : "451 4.3.0 The message could not be stored, try again later";
    }

    /// <summary>Whether an exception says that the disk did not take something.</summary>
    public static bool IsStorageFailure(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Takes what belongs to the message off the front of <paramref name="input"/>.</summary>
    /// <returns>True when the end mark has come.</returns>
    public bool Take(ref ReadOnlySpan<byte> input)
    {
        while (_decoder.TryNext(ref input, out var text))
        {
            _size += text.Length;
            if (_size > _settings.MaxMessageSize && _refusal is null)
            {
                GiveUp($"552 5.3.4 A message has at most {_settings.MaxMessageSize} bytes");
            }

            Store(text);
        }

        return _decoder.Ended;
    }

    /// <summary>Makes the message durable.</summary>
    /// <returns>The reply; 250 means that it is on disk.</returns>
    public string Finish(out bool accepted)
    {
        try
        {
            _delivery?.Commit();
        }
        catch (Exception exception) when (IsStorageFailure(exception))
        {
            GiveUp(Refusal(exception));
        }

        accepted = _refusal is null;
        return _refusal ?? $"250 2.0.0 OK {_id}";
    }

    public void Dispose() => _delivery?.Dispose();

    private void Store(ReadOnlySpan<byte> text)
    {
        try
        {
            _delivery?.Write(text);
        }
        catch (Exception exception) when (IsStorageFailure(exception))
        {
            GiveUp(Refusal(exception));
        }
    }

    private void GiveUp(string reply)
    {
        _refusal = reply;
        _delivery?.Dispose();
        _delivery = null;
    }
}
