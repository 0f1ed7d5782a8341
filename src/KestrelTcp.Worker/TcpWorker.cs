using System.Net.Sockets;

namespace KestrelTcp.Worker;

/// <summary>
/// A worker process of KestrelTcp (or of RoadRunner's <c>tcp</c> plugin): takes the events of connections one at a time, in order, and
/// answers each once.
/// </summary>
/// <remarks>
/// <para>The server is reached over stdin and stdout, or as the environment variable <c>RR_RELAY</c> says (<c>tcp://host:port</c>,
/// <c>unix://path</c>). Stdout then belongs to the protocol: <see cref="Console.Out"/> and whatever else prints there is sent to stderr, for the
/// rest of the process's life. A process has one worker.</para>
/// <para>A worker ends when the server says stop or ends the stream. When the server's bytes are not the protocol, or a frame is longer than
/// 256 MiB, the reason is printed to stderr and the exit code is 1.</para>
/// <para>Towards KestrelTcp, which numbers its events, an answer carries the event's number as its frame's second option: that way an answer
/// never meets another event. An error frame then has two options as well, 0 and the number; a closed event is answered by a frame
/// with the number and nothing else. Towards RoadRunner frames are exactly RoadRunner's.</para>
/// </remarks>
/// <example>
/// An echo service, whole:
/// <code>
/// using KestrelTcp.Worker;
///
/// return await TcpWorker.RunAsync(request => request.Event switch
/// {
///     TcpEvent.Data => TcpAnswer.Write(request.Body),
///     _ => TcpAnswer.Continue,
/// });
/// </code>
/// </example>
public sealed class TcpWorker : IAsyncDisposable
{
    private readonly Relay _relay;
    private readonly WorkerSession _session;
    private readonly TextWriter _log;
    private ReadThread? _reads;
    private bool _ended;

    internal TcpWorker(Relay relay, TextWriter log, int pid)
    {
        _relay = relay;
        _log = log;
        _session = new WorkerSession(relay.Input, relay.Output, log, pid);
    }

    /// <summary>What the process should exit with: 0, or 1 (<see cref="Environment.ExitCode"/> too) when the server's bytes were not the protocol or the server is gone.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Opens the relay, for the pull form. <see cref="RunAsync(Func{TcpRequest, ValueTask{TcpAnswer}}, bool)"/> is shorter, and faster.</summary>
    /// <example>
    /// <code>
    /// await using var worker = TcpWorker.Create();
    /// while (await worker.ReceiveAsync() is { } request)
    /// {
    ///     await worker.AnswerAsync(request.Event == TcpEvent.Data ? TcpAnswer.Write(request.Body) : TcpAnswer.Continue);
    /// }
    ///
    /// return worker.ExitCode;
    /// </code>
    /// </example>
    /// <exception cref="InvalidDataException">RR_RELAY cannot be read.</exception>
    /// <exception cref="SocketException">Nobody listens at RR_RELAY.</exception>
    /// <exception cref="IOException">Stdin or stdout is closed.</exception>
    public static TcpWorker Create() =>
        new(Relay.Open(Environment.GetEnvironmentVariable("RR_RELAY")), Console.Error, Environment.ProcessId);

    /// <summary>Handles events until the server ends the worker.</summary>
    /// <remarks>
    /// The handler runs for one event at a time, on a thread that may be blocked. When it throws, the exception is printed to stderr, the server closes
    /// that connection, and the worker goes on. What it answers to <see cref="TcpEvent.Closed"/> is ignored.
    /// </remarks>
    /// <param name="handler">Gives the answer to an event.</param>
    /// <param name="gatherAnswers">When the server has sent several events ahead, write their answers together. Faster, and right for a handler that
    /// is always quick; but when it hangs or ends the process, answers that were gathered are lost, and the server blames the first of them. Without
    /// it each answer is written before the next event is begun.</param>
    /// <returns>The code to exit with: 0; 1 when the relay cannot be opened, the server is gone or its bytes are not the protocol.
    /// <see cref="Environment.ExitCode"/> is set too when it is 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    public static Task<int> RunAsync(Func<TcpRequest, ValueTask<TcpAnswer>> handler, bool gatherAnswers = false)
    {
        ArgumentNullException.ThrowIfNull(handler);
        TcpWorker worker;
        try
        {
            worker = Create();
        }
        catch (Exception exception) when (exception is InvalidDataException or SocketException or IOException)
        {
            Console.Error.WriteLine($"error: worker: no way to the server: {exception.Message}");
            return Task.FromResult(Environment.ExitCode = 1);
        }

        return worker.RunToEndAsync(handler, gatherAnswers);
    }

    /// <summary>Handles events until the server ends the worker; for handlers that wait for nothing.</summary>
    /// <inheritdoc cref="RunAsync(Func{TcpRequest, ValueTask{TcpAnswer}}, bool)"/>
    public static Task<int> RunAsync(Func<TcpRequest, TcpAnswer> handler, bool gatherAnswers = false)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(request => ValueTask.FromResult(handler(request)), gatherAnswers);
    }

    /// <summary>Waits for the next event.</summary>
    /// <returns>The event, good until the next call; null when the worker is to end.</returns>
    /// <exception cref="InvalidOperationException">The event before has no answer yet. (<see cref="TcpEvent.Closed"/> needs none.)</exception>
    public async ValueTask<TcpRequest?> ReceiveAsync()
    {
        _session.RequireAnswered();
        try
        {
            while (!_ended)
            {
                var step = _session.Advance(out var request);
                if (step != SessionStep.NeedsInput)
                {
                    _session.Flush();
                    _ended = step == SessionStep.Stopped;
                    return request;
                }

                _session.Flush();
                _reads ??= new ReadThread(_session.Fill);
                _ended = !await _reads.ReadAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            Fail(exception);
        }

        return null;
    }

    /// <summary>Answers the event of the last <see cref="ReceiveAsync"/>; done when the server's side has taken the bytes.</summary>
    /// <param name="answer">What the server is to do; ignored for <see cref="TcpEvent.Closed"/>.</param>
    /// <exception cref="InvalidOperationException">There is no event, or it has been answered.</exception>
    public ValueTask AnswerAsync(TcpAnswer answer)
    {
        try
        {
            // Written at once: this form cannot know how long the caller will be busy before it asks for the next event.
            _session.Answer(answer);
            _session.Flush();
        }
        catch (IOException exception)
        {
            Fail(exception);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the relay.</summary>
    public ValueTask DisposeAsync()
    {
        _ended = true;
        _reads?.Dispose();
        _relay.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The push form, on a thread of its own.</summary>
    internal Task<int> RunToEndAsync(Func<TcpRequest, ValueTask<TcpAnswer>> handler, bool gatherAnswers)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(handler, gatherAnswers, done)) { IsBackground = true, Name = "worker" };
        thread.Start();
        return done.Task;
    }

    private void Run(Func<TcpRequest, ValueTask<TcpAnswer>> handler, bool gatherAnswers, TaskCompletionSource<int> done)
    {
        try
        {
            new EventLoop(_session, handler, gatherAnswers, _log).Run();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            Fail(exception);
        }
        finally
        {
            _relay.Dispose();
            done.SetResult(ExitCode);
        }
    }

    private void Fail(Exception exception)
    {
        _log.WriteLine($"error: worker: {exception.Message}");
        _ended = true;
        ExitCode = Environment.ExitCode = 1;
    }
}
