using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>The verb <c>micro</c>: the steps of the hot path that can be measured alone.</summary>
internal static class MicroCommand
{
    public static Command Make()
    {
        var only = new Option<string>("--only") { DefaultValueFactory = _ => "*", Description = "a filter as in *Framing*" };
        var command = new Command("micro", "Framing, frame headers, event contexts and counting under BenchmarkDotNet, with a short job.") { only };
        command.SetAction(parsed => Run(parsed.GetValue(only)!));
        return command;
    }

    private static int Run(string only)
    {
        // In this process: the programs that it would otherwise generate and build would take longer than the measuring.
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkSwitcher.FromTypes([typeof(FramingBenchmarks), typeof(ArrivalBenchmarks), typeof(FrameHeaderBenchmarks), typeof(EventContextBenchmarks), typeof(CountingBenchmarks)])
            .Run(["--filter", only], DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Path.Combine(Repository.Root, "artifacts/micro")));
        return 0;
    }
}
