namespace KestrelTcp.Operations.Metrics;

/// <summary>An application's collector cannot do what was asked; the text is RoadRunner's where it has one, and goes back to the application.</summary>
internal sealed class CollectorException(string message, Exception? cause = null) : Exception(message, cause);
