using System.Collections;
using KestrelTcp.Configuration.Nodes;
using KestrelTcp.Configuration.Reading;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration;

/// <summary>Reads <c>.rr.yaml</c>, what it includes, and the flags laid over it.</summary>
internal static class ConfigurationLoader
{
    /// <summary>Reads a configuration and tells of every problem in it at once. Throws nothing for a mistake in it.</summary>
    /// <param name="path">The main file.</param>
    /// <param name="overrides">Values of <c>-o</c>, each <c>key=value</c>.</param>
    /// <param name="dotenv">File of further variables, which do not override the environment's.</param>
    /// <param name="environment">Variables for <c>${NAME}</c>; null: the process's own.</param>
    /// <param name="checkFiles">Look into the files of certificates too, whose keys not every user may read.</param>
    public static ConfigurationResult Load(
        string path,
        IReadOnlyList<string>? overrides = null,
        string? dotenv = null,
        IReadOnlyDictionary<string, string>? environment = null,
        bool checkFiles = false)
    {
        var problems = new ProblemList();
        var variables = new Dictionary<string, string>(environment ?? ProcessEnvironment());
        var added = dotenv is null ? new Dictionary<string, string>() : AddFile(dotenv, variables, problems);
        var context = new ReadContext(problems, new VariableExpander(variables), checkFiles);

        var main = SourceFile.Read(path, Place.Of(path), "", problems);
        var flags = OverrideReader.Read(overrides ?? [], problems);
        if (main is null)
            return new ConfigurationResult(null, problems.InOrder(), added);

        var tree = IncludeReader.Include(context, NodeMerge.Over(main, flags), path);
        // Once more, because includes win over the main file and the flags over both.
        tree = NodeMerge.Over(tree, flags);
        var options = ServiceReader.Read(context, tree, path, Path.GetFullPath(path));
        return new ConfigurationResult(problems.HasErrors ? null : options, problems.InOrder(), added);
    }

    private static Dictionary<string, string> AddFile(string path, Dictionary<string, string> variables, ProblemList problems)
    {
        var added = new Dictionary<string, string>();
        if (SourceFile.ReadText(path, Place.Of(path), "", "give the path of the file with --dotenv, or leave the flag out", problems) is not { } text)
            return added;

        var found = DotEnvFile.Parse(text, (line, what) => problems.Error(new Place(path, line, 1), "", what, "write NAME=value, with # in front of comments"));
        foreach (var (name, value) in found)
        {
            if (variables.TryAdd(name, value))
                added[name] = value;
        }

        return added;
    }

    private static IEnumerable<KeyValuePair<string, string>> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));
}
