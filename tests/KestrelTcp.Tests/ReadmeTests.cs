using System.Text.RegularExpressions;
using KestrelTcp.Cli;
using KestrelTcp.Configuration;
using KestrelTcp.Tests.Configuration;
using Xunit;

namespace KestrelTcp.Tests;

/// <summary>What the documents tell a newcomer to type and to read is there.</summary>
public sealed partial class ReadmeTests
{
    [Theory]
    [InlineData("dotnet run -c Release --project src/KestrelTcp")]
    [InlineData("dotnet test -c Release")]
    public void Readme_has_command_on_a_line_of_its_own(string command) =>
        Assert.Contains(command, RepositoryFiles.Read("README.md").Split('\n'));

    [Theory]
    [InlineData(".rr.yaml")]
    [InlineData("deploy/docker/.rr.yaml")]
    [InlineData("examples/php/.rr.yaml")]
    [InlineData("examples/dotnet/.rr.yaml")]
    public void Configuration_that_comes_with_the_code_has_no_problem(string file)
    {
        var result = ConfigurationLoader.Load(RepositoryFiles.FullPath(file), [], null);

        Assert.Empty(result.Problems);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/README.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/migration.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/rpc.md")]
    [InlineData("deploy/docker/README.md")]
    [InlineData("examples/php/README.md")]
    [InlineData("examples/dotnet/README.md")]
    public void Links_of_document_lead_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(RepositoryFiles.FullPath(document))!;

        var dead = Link().Matches(RepositoryFiles.Read(document))
            .Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.Combine(folder, link)));

        Assert.Empty(dead);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/migration.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/rpc.md")]
    [InlineData("deploy/docker/README.md")]
    [InlineData("Dockerfile")]
    public void Verbs_in_document_exist(string document)
    {
        var verbs = CommandLine.Make().Subcommands.Select(verb => verb.Name);

        var named = Verb().Matches(RepositoryFiles.Read(document)).Select(match => match.Groups[1].Value).Distinct();

        Assert.Subset(verbs.ToHashSet(), named.ToHashSet());
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:`|^|"")kestreltcp(?:"",)? ""?([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Verb();
}
