using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers;

/// <summary>What the pool and its workers say in the log.</summary>
internal sealed partial class WorkerPool
{
    public void LogStopIgnored(int pid, double seconds) => LogStopIgnored(_logger, pid, seconds);

    public void LogBadFrame(int pid, string problem) => LogBadFrame(_logger, pid, problem);

    public void LogErrorFrame(int pid, string text) => LogErrorFrame(_logger, pid, text);

    public void LogUnknownAnswer(int pid, string answer) => LogUnknownAnswer(_logger, pid, answer);

    public void LogNoAnswer(int pid, EventKind kind) => LogNoAnswer(_logger, pid, kind);

    public void LogStray(int pid, string answer) => LogStray(_logger, pid, answer);

    public void LogFault(Exception exception, int pid) => LogFault(_logger, exception, pid);

    private void LogStarted(int pid, string how) => LogStarted(_logger, Name, pid, how);

    private void LogStartFailed(string problem, double milliseconds) => LogStartFailed(_logger, Name, problem, (long)milliseconds);

    private void LogRefused(int times) => LogRefused(_logger, Name, times);

    private void LogQueueFull(int limit) => LogQueueFull(_logger, Name, limit);

    private void LogNoFreeWorker(double seconds) => LogNoFreeWorker(_logger, Name, seconds);

    private void LogExecTtl(int pid, double seconds) => LogExecTtl(_logger, pid, seconds);

    private void LogResetOverdue(int pid, double seconds) => LogResetOverdue(_logger, pid, seconds);

    private void LogRetires(int pid, string reason) => LogRetires(_logger, Name, pid, reason);

    private void LogScaled(int extra, string why) => LogScaled(_logger, Name, extra, why);

    private void LogReset(int count, double milliseconds, int left) => LogReset(_logger, Name, count, milliseconds, left);

    private void LogEnd(Worker worker, in WorkerRemains remains)
    {
        if (!_stopped)
        {
            Metrics.Restarted(remains.Killed ?? WorkerEnd.Died);
        }

        if (remains.Killed is { State: not WorkerState.Errored } reason)
        {
            LogEnded(_logger, Name, worker.Pid, reason.Label, worker.Execs);
        }
        else if (remains.Killed is null && remains.Exit.IsClean && worker.Execs > 0)
        {
            LogEndedItself(_logger, Name, worker.Pid, worker.Execs);
        }
        else
        {
            var output = remains.LastOutput.Length == 0 ? "it wrote nothing to standard error" : "its last output: " + remains.LastOutput;
            LogDied(_logger, Name, worker.Pid, remains.Exit.ToString(), worker.Execs, output);
        }
    }

    [LoggerMessage(2001, LogLevel.Debug, "pool {Pool}: worker pid {Pid} serves ({How})")]
    private static partial void LogStarted(ILogger logger, string pool, int pid, string how);

    [LoggerMessage(2002, LogLevel.Error, "pool {Pool}: {Problem}. Next try in {Delay} ms")]
    private static partial void LogStartFailed(ILogger logger, string pool, string problem, long delay);

    [LoggerMessage(2003, LogLevel.Debug, "pool {Pool}: worker pid {Pid} ended ({Reason}) after {Execs} events")]
    private static partial void LogEnded(ILogger logger, string pool, int pid, string reason, long execs);

    [LoggerMessage(2019, LogLevel.Information, "pool {Pool}: worker pid {Pid} ended of its own accord (exit code 0) after {Execs} events and is replaced")]
    private static partial void LogEndedItself(ILogger logger, string pool, int pid, long execs);

    [LoggerMessage(2020, LogLevel.Critical, "worker pid {Pid} is replaced for an internal fault; please report it")]
    private static partial void LogFault(ILogger logger, Exception exception, int pid);

    [LoggerMessage(2004, LogLevel.Error, "pool {Pool}: worker pid {Pid} ended unasked or was replaced ({Exit}) after {Execs} events; {Output}")]
    private static partial void LogDied(ILogger logger, string pool, int pid, string exit, long execs, string output);

    [LoggerMessage(2005, LogLevel.Warning, "worker pid {Pid} did not end within {Seconds} s of its stop frame and is killed")]
    private static partial void LogStopIgnored(ILogger logger, int pid, double seconds);

    [LoggerMessage(2006, LogLevel.Error, "worker pid {Pid} {Problem}. It is killed and replaced")]
    private static partial void LogBadFrame(ILogger logger, int pid, string problem);

    [LoggerMessage(2007, LogLevel.Error, "worker pid {Pid} answered with an error: {Text}")]
    private static partial void LogErrorFrame(ILogger logger, int pid, string text);

    [LoggerMessage(2008, LogLevel.Error, "worker pid {Pid} answered '{Answer}', which is no answer: the connection is closed. Answers are CONTINUE, WRITE, WRITECLOSE, CLOSE (in upper case)")]
    private static partial void LogUnknownAnswer(ILogger logger, int pid, string answer);

    [LoggerMessage(2009, LogLevel.Error, "worker pid {Pid} went on to wait for the next event without an answer to {Kind}: the connection is closed and the worker replaced, since a late answer could reach a wrong client")]
    private static partial void LogNoAnswer(ILogger logger, int pid, EventKind kind);

    [LoggerMessage(2010, LogLevel.Warning, "worker pid {Pid} sent an answer ('{Answer}') that belongs to no event; it is dropped, as are more of them without a record (rr_tcp_worker_stray_frames_total counts them)")]
    private static partial void LogStray(ILogger logger, int pid, string answer);

    [LoggerMessage(2011, LogLevel.Error, "pool {Pool}: {Times} workers asked to be stopped instead of answering the same event; its connection is closed")]
    private static partial void LogRefused(ILogger logger, string pool, int times);

    [LoggerMessage(2012, LogLevel.Warning, "pool {Pool}: queue full, connection closed. Cure: raise pool.max_queue_size (now {Limit}) or pool.num_workers")]
    private static partial void LogQueueFull(ILogger logger, string pool, int limit);

    [LoggerMessage(2013, LogLevel.Warning, "pool {Pool}: no free worker within {Seconds} s, connection closed. Cure: raise pool.num_workers or pool.allocate_timeout, or look why workers are slow")]
    private static partial void LogNoFreeWorker(ILogger logger, string pool, double seconds);

    [LoggerMessage(2014, LogLevel.Error, "worker pid {Pid} worked on one event for more than supervisor.exec_ttl ({Seconds} s) and is killed")]
    private static partial void LogExecTtl(ILogger logger, int pid, double seconds);

    [LoggerMessage(2015, LogLevel.Warning, "worker pid {Pid} still works on an event reset_timeout ({Seconds} s) after the reset and is killed")]
    private static partial void LogResetOverdue(ILogger logger, int pid, double seconds);

    [LoggerMessage(2016, LogLevel.Information, "pool {Pool}: worker pid {Pid} is replaced: {Reason}")]
    private static partial void LogRetires(ILogger logger, string pool, int pid, string reason);

    [LoggerMessage(2017, LogLevel.Information, "pool {Pool}: {Extra} extra workers now ({Why})")]
    private static partial void LogScaled(ILogger logger, string pool, int extra, string why);

    [LoggerMessage(2018, LogLevel.Information, "pool {Pool}: reset of {Count} workers in {Milliseconds} ms; {Left} old ones still finish what they have")]
    private static partial void LogReset(ILogger logger, string pool, int count, double milliseconds, int left);
}
