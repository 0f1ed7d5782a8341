using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Files laid over the main one.</summary>
public sealed class IncludeTests
{
    [Fact]
    public void IncludedFiles_winKeyByKey_theLaterOverTheEarlier()
    {
        using var folder = new ConfigFolder(Config.Minimal + "  pool: {num_workers: 1, max_jobs: 1, max_queue_size: 1}\ninclude: [a.yaml, conf/b.yaml]\n");
        folder.Write("a.yaml", "version: \"3\"\ntcp: {pool: {num_workers: 2, max_jobs: 2}}\n");
        folder.Write("conf/b.yaml", "version: \"3\"\ntcp:\n  servers:\n    second: {addr: \":2\"}\n  pool: {num_workers: 3}\n");

        var result = folder.Load();

        Assert.Empty(result.Problems);
        var tcp = result.Options!.Tcp;
        Assert.Equal((3, 2L, 1), (tcp.Pool.NumWorkers, tcp.Pool.MaxJobs, tcp.Pool.MaxQueueSize));
        Assert.Equal(["smtp", "second"], tcp.Servers.Select(server => server.Name));
    }

    [Fact]
    public void Override_winsOverIncludedFiles()
    {
        using var folder = new ConfigFolder(Config.Minimal + "include: a.yaml\n");
        folder.Write("a.yaml", "version: \"3\"\ntcp: {pool: {num_workers: 2}}\n");
        Assert.Equal(5, folder.Load(overrides: "tcp.pool.num_workers=5").Options!.Tcp.Pool.NumWorkers);
    }

    [Fact]
    public void ProblemInAnIncludedFile_namesThatFile()
    {
        using var folder = new ConfigFolder(Config.Minimal + "include: [a.yaml]\n");
        var included = folder.Write("a.yaml", "version: \"3\"\ntcp:\n  pool:\n    num_workers: 900\n");
        var problem = Assert.Single(folder.Load().Problems);
        Assert.Equal((included, 4, 18), (problem.File, problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("version: \"2.7\"\n", "the version is \"2.7\", and the main file's is \"3\"")]
    [InlineData("version: 3\n", "the version 3 is a number, and must be a text")]
    [InlineData("rpc: {}\n", "the version is missing")]
    public void IncludedFile_ofAnotherVersion_isAnError(string text, string what)
    {
        using var folder = new ConfigFolder(Config.Minimal + "include: [a.yaml]\n");
        var included = folder.Write("a.yaml", text);
        var problem = Assert.Single(folder.Load().Problems);
        Assert.Equal((included, 1, what), (problem.File, problem.Line, problem.What));
    }

    [Fact]
    public void MissingIncludedFile_isToldWhereItIsNamed()
    {
        var problem = Config.OnlyProblem(Config.Minimal + "include:\n  - none.yaml\n");
        Assert.Equal((9, 5, "include"), (problem.Line, problem.Column, problem.Path));
        Assert.EndsWith("none.yaml does not exist", problem.What, StringComparison.Ordinal);
        Assert.Contains("relative to the folder of the main file", problem.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void IncludeInAnIncludedFile_isAWarning()
    {
        using var folder = new ConfigFolder(Config.Minimal + "include: [a.yaml]\n");
        folder.Write("a.yaml", "version: \"3\"\ninclude: [b.yaml]\n");
        var result = folder.Load();
        Assert.NotNull(result.Options);
        Assert.Equal((ProblemSeverity.Warning, 2), (Assert.Single(result.Problems).Severity, result.Problems[0].Line));
    }

    [Fact]
    public void EmptySection_inAnIncludedFile_takesNothingAway()
    {
        using var folder = new ConfigFolder(Config.Minimal + "include: [a.yaml]\n");
        folder.Write("a.yaml", "version: \"3\"\ntcp:\nserver:\n");
        Assert.NotNull(folder.Load().Options);
    }
}
