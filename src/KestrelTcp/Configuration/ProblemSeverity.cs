namespace KestrelTcp.Configuration;

/// <summary>Whether a problem keeps the server from starting.</summary>
internal enum ProblemSeverity
{
    Warning,
    Error,
}
