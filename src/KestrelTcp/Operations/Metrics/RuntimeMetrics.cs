using System.Globalization;
using KestrelTcp.Workers.Processes;
using Prometheus;

namespace KestrelTcp.Operations.Metrics;

/// <summary>What prometheus-net's own process collector leaves out: descriptors under their usual names, the heap, the thread pool.</summary>
internal sealed class RuntimeMetrics(IMetricFactory factory)
{
    private readonly Gauge _openDescriptors = factory.CreateGauge("process_open_fds", "Open file descriptors.");
    private readonly Gauge _maxDescriptors = factory.CreateGauge("process_max_fds", "The most file descriptors that the process may open.");
    private readonly Gauge _resident = factory.CreateGauge("process_resident_memory_bytes", "Resident memory of the server itself, without workers.");
    private readonly Gauge _heap = factory.CreateGauge("dotnet_gc_heap_size_bytes", "Managed heap after the last collection.");
    private readonly Gauge _committed = factory.CreateGauge("dotnet_gc_committed_bytes", "Memory that the garbage collector has from the system.");
    private readonly Counter _allocated = factory.CreateCounter("dotnet_gc_allocated_bytes_total", "Bytes allocated on the managed heap.");
    private readonly Counter _pause = factory.CreateCounter("dotnet_gc_pause_seconds_total", "Time that collections stopped the process for.");
    private readonly Gauge _threads = factory.CreateGauge("dotnet_threadpool_threads", "Threads of the thread pool.");
    private readonly Gauge _queued = factory.CreateGauge("dotnet_threadpool_queue_length", "Work items that wait for a thread.");
    private readonly Counter _contended = factory.CreateCounter("dotnet_lock_contentions_total", "Times that a thread had to wait for a lock.");

    public void Update()
    {
        var memory = GC.GetGCMemoryInfo();
        _heap.Set(memory.HeapSizeBytes);
        _committed.Set(memory.TotalCommittedBytes);
        _allocated.IncTo(GC.GetTotalAllocatedBytes());
        _pause.IncTo(GC.GetTotalPauseDuration().TotalSeconds);
        _threads.Set(ThreadPool.ThreadCount);
        _queued.Set(ThreadPool.PendingWorkItemCount);
        _contended.IncTo(Monitor.LockContentionCount);
        _resident.Set(ProcessMemory.Resident(Environment.ProcessId));
        _openDescriptors.Set(OpenDescriptors());
        _maxDescriptors.Set(MaxDescriptors());
    }

    private static int OpenDescriptors()
    {
        try
        {
            // The listing itself holds one.
            return Math.Max(0, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static double MaxDescriptors()
    {
        Span<char> text = stackalloc char[4096];
        foreach (var line in ProcFile.Read("/proc/self/limits", text).EnumerateLines())
        {
            const string Name = "Max open files";
            if (!line.StartsWith(Name, StringComparison.Ordinal))
                continue;
            var soft = line[Name.Length..].TrimStart();
            var end = soft.IndexOf(' ');
            return end > 0 && double.TryParse(soft[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : double.PositiveInfinity;
        }

        return 0;
    }
}
