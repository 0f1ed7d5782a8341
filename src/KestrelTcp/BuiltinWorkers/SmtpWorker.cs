using KestrelTcp.BuiltinWorkers.Smtp;
using KestrelTcp.Worker;

namespace KestrelTcp.BuiltinWorkers;

/// <summary>Receives mail and stores it in a Maildir. A connection's session lives in this process, so the pool's dispatch must be sticky.</summary>
internal sealed class SmtpWorker(SmtpSettings settings) : IDisposable
{
    private readonly Maildir _maildir = new(settings.Mailbox, settings.HostName);
    private readonly Dictionary<string, SmtpSession> _sessions = [];
    private readonly SmtpReplies _replies = new();

    public static async Task<int> RunAsync()
    {
        using var worker = new SmtpWorker(SmtpSettings.FromEnvironment());
        worker.Prepare();
        return await TcpWorker.RunAsync(worker.Answer);
    }

    /// <summary>Makes the mailbox. When it cannot, the reason is on stderr, and clients are told to come again until it can.</summary>
    public void Prepare()
    {
        try
        {
            _maildir.Prepare();
        }
        catch (Exception exception) when (IncomingMessage.IsStorageFailure(exception))
        {
            Console.Error.WriteLine($"error: smtp: mailbox {settings.Mailbox} cannot be used: {exception.Message}");
        }
    }

    public TcpAnswer Answer(TcpRequest request)
    {
        switch (request.Event)
        {
            case TcpEvent.Connected:
                _sessions[request.Uuid] = new SmtpSession(settings, _maildir, request.RemoteAddress, request.Tls is not null);
                return TcpAnswer.Write($"220 {settings.HostName} ESMTP KestrelTcp\r\n");
            case TcpEvent.Data:
                return Feed(request);
            default:
                if (_sessions.Remove(request.Uuid, out var session))
                {
                    session.Dispose();
                }

                return TcpAnswer.Continue;
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
    }

    private TcpAnswer Feed(TcpRequest request)
    {
        if (!_sessions.TryGetValue(request.Uuid, out var session))
        {
            Console.Error.WriteLine("error: smtp: an event of a connection that began elsewhere; this worker needs tcp.pool.dispatch: sticky");
            return TcpAnswer.WriteClose($"421 4.3.2 {settings.HostName} Session lost, try again\r\n");
        }

        _replies.Clear();
        var close = session.Feed(request.Body.Span, _replies);
        return close ? TcpAnswer.WriteClose(_replies.Bytes)
            : _replies.Bytes.IsEmpty ? TcpAnswer.Continue
            : TcpAnswer.Write(_replies.Bytes);
    }
}
