namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>One client's connection: bytes in, replies out. The bytes may be cut anywhere; the replies are the same.</summary>
internal sealed class SmtpSession : IDisposable
{
    private readonly SmtpSettings _settings;
    private readonly Maildir _maildir;
    private readonly ClientIdentity _client;
    private readonly SmtpDialogue _dialogue;
    private readonly CommandLine _command = new();
    private IncomingMessage? _message;
    private bool _closing;

    public SmtpSession(SmtpSettings settings, Maildir maildir, string remoteAddress, bool encrypted)
    {
        _settings = settings;
        _maildir = maildir;
        _client = new ClientIdentity(remoteAddress, encrypted);
        _dialogue = new SmtpDialogue(settings, _client);
    }

    /// <summary>Takes everything in <paramref name="input"/>: commands, parts of messages, whatever it holds.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="replies">Gets the replies, in order; none when a message goes on.</param>
    /// <returns>True when the connection is to be closed after the replies.</returns>
    public bool Feed(ReadOnlySpan<byte> input, SmtpReplies replies)
    {
        while (!_closing && !input.IsEmpty)
        {
            if (_message is not null)
            {
                if (_message.Take(ref input))
                {
                    EndMessage(replies);
                }
            }
            else if (_command.TryTake(ref input, out var line))
            {
                Obey(line, replies);
            }
        }

        return _closing;
    }

    /// <summary>The client is gone: a message that it was giving never was.</summary>
    public void Dispose() => _message?.Dispose();

    private void Obey(ReadOnlySpan<byte> line, SmtpReplies replies)
    {
        switch (_command.TooLong ? _dialogue.LineTooLong(replies) : _dialogue.Command(line, replies))
        {
            case SmtpStep.Message:
                BeginMessage(replies);
                break;
            case SmtpStep.Close:
                _closing = true;
                break;
        }
    }

    private void BeginMessage(SmtpReplies replies)
    {
        try
        {
            _message = new IncomingMessage(_settings, _maildir, _dialogue.Envelope!, _client);
            replies.Add("354 Go ahead, end with CRLF.CRLF");
        }
        catch (Exception exception) when (IncomingMessage.IsStorageFailure(exception))
        {
            _dialogue.EndTransaction(accepted: false);
            replies.Add(IncomingMessage.Refusal(exception));
        }
    }

    private void EndMessage(SmtpReplies replies)
    {
        replies.Add(_message!.Finish(out var accepted));
        _message.Dispose();
        _message = null;
        _dialogue.EndTransaction(accepted);
    }
}
