using System.Reflection;

namespace KestrelTcp.Operations.Metrics;

/// <summary>Our own version, as the build wrote it into the assembly.</summary>
internal static class ServiceVersion
{
    public static string Text { get; } =
        typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
