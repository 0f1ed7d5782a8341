using System.Runtime.InteropServices;

namespace KestrelTcp.Ingress.Edge;

/// <summary>
/// How many connections the limit of open files leaves room for. Every worker needs four descriptors, and .NET some for
/// itself: it cannot start a thread without, and ends when it must.
/// </summary>
internal static partial class DescriptorBudget
{
    private const int _perWorker = 4;
    private const int _reserve = 200;
    private const int _least = 16;
    private const int _openFiles = 7;

    /// <summary>The limit of open files of this process.</summary>
    public static int Limit => GetLimit(_openFiles, out var limit) == 0 ? (int)Math.Min(limit.Soft, int.MaxValue) : 1024;

    /// <param name="limit">Open files that the process may have.</param>
    /// <param name="workers">Most workers at a time, the doubling of a reset included.</param>
    public static int Connections(int limit, int workers) => Math.Max(_least, limit - Math.Min(_reserve, limit / 2) - (workers * _perWorker));

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
