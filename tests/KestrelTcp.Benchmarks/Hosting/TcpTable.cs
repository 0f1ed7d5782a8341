using System.Globalization;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>The kernel's list of TCP sockets.</summary>
internal static class TcpTable
{
    private const string _closeWait = "08";

    /// <summary>Sockets on that local port whose peer has ended its side, and whose owner has not noticed.</summary>
    public static int CloseWait(int localPort)
    {
        var port = ":" + localPort.ToString("X4", CultureInfo.InvariantCulture);
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields.Length > 3 && fields[1].EndsWith(port, StringComparison.Ordinal) && fields[3] == _closeWait);
    }
}
