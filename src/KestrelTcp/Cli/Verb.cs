using System.CommandLine;

namespace KestrelTcp.Cli;

/// <summary>A command with something to copy in its help.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines, and what each is for.</param>
internal sealed class Verb(string name, string description, params (string Line, string Use)[] examples) : Command(name, description)
{
    public IReadOnlyList<(string Line, string Use)> Examples => examples;
}
