using System.CommandLine;
using KestrelTcp.Benchmarks.Load;
using KestrelTcp.Benchmarks.Micro;
using KestrelTcp.Benchmarks.Rpc;
using KestrelTcp.Benchmarks.Storm;

namespace KestrelTcp.Benchmarks;

/// <summary>What can be asked of this program.</summary>
internal static class Verbs
{
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Load, storms and micro benchmarks for KestrelTcp; docs/performance.md explains them.")
        {
            LoadCommand.Make(),
            MicroCommand.Make(),
            StormCommand.Make(),
            ShortCommand.Make(),
            RpcCommand.Make(),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
    }
}
