using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>
/// What the log said last, for who looks at the running server and not at its log: problems, and what workers wrote to their standard
/// error. Kept whatever <c>logs</c> says, also when that is <c>off</c>; a chatty worker cannot push the problems out.
/// </summary>
internal sealed class RecentRecords
{
    /// <summary>Of each kind.</summary>
    public const int Most = 200;

    private readonly RecordRing _problems = new(Most);
    private readonly RecordRing _workerOutput = new(Most);

    public static bool Wants(string logger, LogLevel level) =>
        level != LogLevel.None && level >= (logger == LoggerNames.Server ? LogLevel.Information : LogLevel.Warning);

    public void Add(DateTime time, LogLevel level, string logger, string text) =>
        (logger == LoggerNames.Server ? _workerOutput : _problems).Add(time, level, logger, text);

    /// <summary>Warnings and worse, the newest first.</summary>
    public IReadOnlyList<RecentRecord> Problems(int most = Most) => _problems.Latest(most);

    /// <summary>Lines of workers, the newest first.</summary>
    public IReadOnlyList<RecentRecord> WorkerOutput(int most = Most) => _workerOutput.Latest(most);
}
