using KestrelTcp.Io;
using Microsoft.Extensions.Logging.Abstractions;

namespace KestrelTcp.Tests.Io;

/// <summary>Loops for one test.</summary>
internal static class Loops
{
    public static IoLoops Make() => new(NullLogger.Instance);
}
