using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>The worker that a storm goes over.</summary>
/// <param name="Command">Its command.</param>
/// <param name="Mark">What tells it from other children of the server.</param>
/// <param name="KeepsJournal">It notes CONNECTED and CLOSED.</param>
internal sealed record StormWorkers(IReadOnlyList<string> Command, string Mark, bool KeepsJournal)
{
    public static StormWorkers Of(string? name) => (name ?? (Repository.HasPhp ? "php" : "fast")) switch
    {
        "php" => new(["php", Repository.StormWorker], Repository.StormWorker, KeepsJournal: true),
        "fast" => new(FastWorker.Command, string.Join(' ', FastWorker.Command), KeepsJournal: true),
        "builtin" => new(["kestreltcp", "worker", "echo"], "worker echo", KeepsJournal: false),
        _ => throw new ArgumentException($"No such worker: {name}. There are php, fast and builtin.", nameof(name)),
    };
}
