namespace KestrelTcp.Worker;

/// <summary>Gives each event to the handler, on one thread of its own.</summary>
/// <remarks>
/// Reads block: a worker has one thing to wait for, and a blocked thread wakes faster and costs less than an asynchronous read.
/// The thread is not the pool's, so handlers that do wait asynchronously have the whole pool.
/// </remarks>
internal sealed class EventLoop(WorkerSession session, Func<TcpRequest, ValueTask<TcpAnswer>> handler, bool gatherAnswers, TextWriter log)
{
    // Gathered answers wait for each other, but not behind a handler after one that took its time.
    private static readonly TimeSpan _patience = TimeSpan.FromMicroseconds(100);

    /// <summary>Runs until the server says stop or ends the stream.</summary>
    public void Run()
    {
        while (true)
        {
            switch (session.Advance(out var request))
            {
                case SessionStep.Event:
                    session.Answer(Handle(request!));
                    break;
                case SessionStep.Stopped:
                    session.Flush();
                    return;
                default:
                    session.Flush();
                    if (!session.Fill())
                    {
                        return;
                    }

                    break;
            }
        }
    }

    private TcpAnswer Handle(TcpRequest request)
    {
        // The server takes the oldest event without an answer for the one that is being handled: when this handler hangs or ends the
        // process, no other event is to pay for it. So what is answered is written first, unless the handler is known to do neither.
        if (!gatherAnswers || session.Waiting > _patience)
        {
            session.Flush();
        }

        var answer = Start(request);
        if (answer.IsCompletedSuccessfully)
        {
            return answer.Result;
        }

        session.Flush();
        try
        {
            return answer.AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            log.WriteLine($"error: worker: the handler failed on {request.Event} of {request.Uuid}: {exception}");
            return TcpAnswer.Error($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private ValueTask<TcpAnswer> Start(TcpRequest request)
    {
        try
        {
            return handler(request);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<TcpAnswer>(exception);
        }
    }
}
