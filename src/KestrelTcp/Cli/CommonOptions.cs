using KestrelTcp.Configuration;

namespace KestrelTcp.Cli;

/// <summary>The flags that every verb has which reads the configuration.</summary>
/// <param name="ConfigPath">Full path of the file.</param>
/// <param name="Overrides">Values of <c>-o</c>.</param>
/// <param name="Dotenv">File of further variables, or null.</param>
internal sealed record CommonOptions(string ConfigPath, IReadOnlyList<string> Overrides, string? Dotenv)
{
    /// <summary>Resolves the paths, then goes to the working folder: the configuration file's, unless another is asked for.</summary>
    public static CommonOptions Enter(string config, string? workFolder, IReadOnlyList<string> overrides, string? dotenv)
    {
        var options = new CommonOptions(Path.GetFullPath(config), overrides, dotenv is null ? null : Path.GetFullPath(dotenv));
        var folder = workFolder ?? Path.GetDirectoryName(options.ConfigPath)!;
        if (Directory.Exists(folder))
        {
            Environment.CurrentDirectory = folder;
        }
        else if (workFolder is not null)
        {
            throw new StartupException($"--work-dir {workFolder}: there is no such folder");
        }

        return options;
    }

    /// <summary>Reads the configuration to serve it, and tells every problem; null when there is an error.</summary>
    public ServiceOptions? Load(TextWriter error, bool silent)
    {
        var result = ConfigurationLoader.Load(ConfigPath, Overrides, Dotenv, checkFiles: true);
        foreach (var problem in result.Problems.Where(problem => !silent || problem.Severity == ProblemSeverity.Error))
        {
            error.WriteLine(problem);
        }

        foreach (var (name, value) in result.DotEnv)
        {
            // Workers are to find them too.
            Environment.SetEnvironmentVariable(name, value);
        }

        return result.Options;
    }
}
