using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration;

/// <summary>One mistake in a configuration: where it is, what is wrong, and what to do about it.</summary>
/// <param name="Severity">An error keeps the server from starting.</param>
/// <param name="Place">File, line and column, or the <c>-o</c> flag.</param>
/// <param name="Path">Dotted key, such as <c>tcp.pool.num_workers</c>; empty when it is about the file as a whole.</param>
/// <param name="What">What is wrong, without a full stop at its end.</param>
/// <param name="Cure">What to do, without a full stop at its end.</param>
internal sealed record ConfigurationProblem(ProblemSeverity Severity, Place Place, string Path, string What, string Cure)
{
    public string File => Place.Source;

    public int Line => Place.Line;

    public int Column => Place.Column;

    /// <inheritdoc/>
    public override string ToString()
    {
        var severity = Severity == ProblemSeverity.Error ? "error" : "warning";
        var path = Path.Length == 0 ? "" : Path + ": ";
        var stop = Cure.EndsWith('?') ? "" : ".";
        return $"{Place}: {severity}: {path}{What}. Cure: {Cure}{stop}";
    }
}
