using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration;

/// <summary>Gathers every problem of a load, so that all are told at once.</summary>
internal sealed class ProblemList
{
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly HashSet<ConfigurationProblem> _seen = [];

    public bool HasErrors { get; private set; }

    public void Error(Place place, string path, string what, string cure)
    {
        HasErrors = true;
        Add(new ConfigurationProblem(ProblemSeverity.Error, place, path, what, cure));
    }

    public void Warn(Place place, string path, string what, string cure) =>
        Add(new ConfigurationProblem(ProblemSeverity.Warning, place, path, what, cure));

    /// <summary>In the order of the lines, file by file in the order in which they were first named.</summary>
    public IReadOnlyList<ConfigurationProblem> InOrder()
    {
        var files = _problems.Select(problem => problem.File).Distinct().ToList();
        return [.. _problems.OrderBy(problem => files.IndexOf(problem.File)).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)];
    }

    // A value reached twice, through a YAML alias or a second look, is one problem.
    private void Add(ConfigurationProblem problem)
    {
        if (_seen.Add(problem))
            _problems.Add(problem);
    }
}
