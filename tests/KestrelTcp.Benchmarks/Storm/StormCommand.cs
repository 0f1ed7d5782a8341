using System.CommandLine;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>The verb <c>storm</c>.</summary>
internal static class StormCommand
{
    public static Command Make()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 30, Description = "how long the storm lasts" };
        var noKills = new Option<bool>("--no-kills") { Description = "only resets: then not one event may fail" };
        var noResets = new Option<bool>("--no-resets") { Description = "only kills" };
        var worker = new Option<string?>("--worker") { Description = "php (default where it is installed), native, or builtin" };
        var workers = new Option<int>("--workers") { DefaultValueFactory = _ => 4, Description = "size of the pool" };
        var framing = new Option<string>("--framing") { DefaultValueFactory = _ => "batch", Description = "batch or split" };
        var overrides = new Option<string[]>("--override", "-o") { DefaultValueFactory = _ => [], Description = "a key of the server's configuration, as in tcp.pool.dispatch=sticky" };
        var command = new Command("storm", "Full load while workers are killed and reset; checks what must hold always.") { seconds, noKills, noResets, worker, workers, framing, overrides };
        command.SetAction((parsed, cancellation) => new StormRun(
            new StormOptions(
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Kills: !parsed.GetValue(noKills),
                Resets: !parsed.GetValue(noResets),
                parsed.GetValue(worker),
                parsed.GetValue(workers),
                parsed.GetValue(framing)!,
                parsed.GetValue(overrides)!),
            Console.Out).RunAsync(cancellation));
        return command;
    }
}
