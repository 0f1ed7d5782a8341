using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration;

/// <summary>One file of a configuration.</summary>
internal static class SourceFile
{
    private const string Cure = "create it, or give the path of another with -c";

    /// <summary>The file's keys; null when it cannot be read or is no YAML with keys, which is then in the problems.</summary>
    /// <param name="path">The file.</param>
    /// <param name="namedAt">Where it is named: the place of a problem with reaching it.</param>
    /// <param name="key">Dotted key that names it; empty: the command line.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static MapNode? Read(string path, Place namedAt, string key, ProblemList problems)
    {
        var cure = key.Length == 0 ? Cure : "create it, or take it out of the list; paths are relative to the folder of the main file";
        if (ReadText(path, namedAt, key, cure, problems) is not { } text)
            return null;

        switch (YamlTreeReader.Read(text, path, true, "", problems))
        {
            case null:
                return null;
            case MapNode map:
                return map;
            case { IsNull: true } empty:
                return new MapNode(empty.Place, []);
            case var other:
                problems.Error(other.Place, "", "the file does not hold keys", "begin with version: \"3\" and put each section on lines of its own");
                return null;
        }
    }

    /// <summary>The file's text; null when it cannot be read.</summary>
    public static string? ReadText(string path, Place namedAt, string key, string cure, ProblemList problems)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Error(namedAt, key, $"the file {path} does not exist", cure);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            problems.Error(namedAt, key, $"{path} is a folder, not a file", cure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Error(namedAt, key, $"the file {path} cannot be read: {e.Message.TrimEnd('.')}", "make it readable for the user that runs this");
        }

        return null;
    }
}
