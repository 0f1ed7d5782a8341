using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>The worker that a storm goes over.</summary>
/// <param name="Command">Its command.</param>
/// <param name="Mark">What tells it from other children of the server.</param>
/// <param name="KeepsJournal">It notes CONNECTED and CLOSED.</param>
/// <param name="StartTime">How long it takes to come to serve, roughly.</param>
internal sealed record StormWorkers(IReadOnlyList<string> Command, string Mark, bool KeepsJournal, TimeSpan StartTime)
{
    public static StormWorkers Of(string? name) => (name ?? (Repository.HasPhp ? "php" : "native")) switch
    {
        "php" => new(["php", Repository.StormWorker], Repository.StormWorker, KeepsJournal: true, TimeSpan.FromMilliseconds(150)),
        "native" => new(NativeWorker.Command, string.Join(' ', NativeWorker.Command), KeepsJournal: true, NativeWorker.StartTime),
        "builtin" => new(["kestreltcp", "worker", "echo"], "worker echo", KeepsJournal: false, TimeSpan.FromSeconds(1)),
        _ => throw new ArgumentException($"No such worker: {name}. There are php, native and builtin.", nameof(name)),
    };
}
