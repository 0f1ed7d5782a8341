namespace KestrelTcp.Operations;

/// <summary>How one plugin is, in RoadRunner's words.</summary>
/// <param name="Plugin">Its name, as <c>tcp</c>.</param>
/// <param name="Error">Empty when all is well.</param>
/// <param name="StatusCode">HTTP status.</param>
internal sealed record HealthReport(string Plugin, string Error, int StatusCode);
