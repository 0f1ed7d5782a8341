using KestrelTcp.Configuration.Nodes;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>What every part of one load shares: the problems found so far and the variables.</summary>
internal sealed class ReadContext(ProblemList problems, VariableExpander expander, bool checksFiles = false)
{
    /// <summary>Files that the configuration names are looked into: only who is going to use them must be able to read them.</summary>
    public bool ChecksFiles { get; } = checksFiles;

    public ProblemList Problems { get; } = problems;

    /// <summary>The text with its variables expanded; null when it cannot be, which is then in the problems.</summary>
    public string? Expand(ScalarNode node, string path)
    {
        var expansion = expander.Expand(node.Text);
        foreach (var name in expansion.Unset)
        {
            Problems.Warn(
                node.Place, path, $"the variable {name} is not set and expands to nothing",
                $"set it, or give a default as in ${{{name}:-value}}; a dollar sign itself is written $$");
        }

        if (expansion.Problem is null)
            return expansion.Text;

        Problems.Error(node.Place, path, expansion.Problem, "write ${NAME} or ${NAME:-default}; a dollar sign itself is written $$");
        return null;
    }
}
