using System.CommandLine;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>The verb <c>short</c>.</summary>
internal static class ShortCommand
{
    public static Command Make()
    {
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 50_000, Description = "how many" };
        var worker = new Option<string?>("--worker") { Description = "php (default where it is installed), native, or builtin" };
        var command = new Command("short", "Very many short connections, ended in every way; then no socket may hang and nothing may have grown.") { connections, worker };
        command.SetAction((parsed, cancellation) =>
            new ShortRun(parsed.GetValue(connections), StormWorkers.Of(parsed.GetValue(worker)), Console.Out).RunAsync(cancellation));
        return command;
    }
}
