using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Loads configurations that are written in a test.</summary>
internal static class Config
{
    public const string Minimal = """
        version: "3"
        server:
          command: "php worker.php"
        tcp:
          servers:
            smtp:
              addr: 127.0.0.1:1025

        """;

    public static ConfigurationResult Load(string yaml, params string[] overrides)
    {
        using var folder = new ConfigFolder(yaml);
        return folder.Load(overrides: overrides);
    }

    /// <summary>The options of a configuration without a single problem.</summary>
    public static ServiceOptions Valid(string yaml, params string[] overrides)
    {
        var result = Load(yaml, overrides);
        Assert.Empty(result.Problems.Select(problem => problem.ToString()));
        return Assert.IsType<ServiceOptions>(result.Options);
    }

    /// <summary>The one problem of a configuration.</summary>
    public static ConfigurationProblem OnlyProblem(string yaml, params string[] overrides) =>
        Assert.Single(Load(yaml, overrides).Problems);

    /// <summary>A text made of the lines given, so that a test can count them.</summary>
    public static string Lines(params string[] lines) => string.Join('\n', lines) + "\n";
}
