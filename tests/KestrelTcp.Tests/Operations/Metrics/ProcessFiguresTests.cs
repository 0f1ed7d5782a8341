using System.Diagnostics;
using KestrelTcp.Workers.Processes;
using Xunit;

namespace KestrelTcp.Tests.Operations.Metrics;

public sealed class ProcessFiguresTests
{
    private const int NoSuchPid = 999_999_999;

    [Fact]
    public void Resident_ofThisProcess_isNearWhatDotNetSays()
    {
        using var self = Process.GetCurrentProcess();
        Assert.InRange(ProcessMemory.Resident(Environment.ProcessId), self.WorkingSet64 / 2, self.WorkingSet64 * 2);
    }

    [Fact]
    public void Resident_ofAGoneProcess_is0() => Assert.Equal(0, ProcessMemory.Resident(NoSuchPid));

    [Fact]
    public void CpuPercent_isTimeUsedOverAge()
    {
        using var self = Process.GetCurrentProcess();
        while (self.TotalProcessorTime < TimeSpan.FromMilliseconds(200))
            self.Refresh();
        var expected = 100 * self.TotalProcessorTime.TotalSeconds / (DateTime.Now - self.StartTime).TotalSeconds;
        Assert.InRange(ProcessUsage.CpuPercent(Environment.ProcessId), expected * 0.5, (expected * 1.5) + 5);
    }

    [Fact]
    public void CpuPercent_ofAGoneProcess_is0() => Assert.Equal(0, ProcessUsage.CpuPercent(NoSuchPid));
}
