using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Whole files: what is read, and that everything wrong is told at once.</summary>
public sealed class ConfigurationLoaderTests
{
    [Fact]
    public void MinimalFile_isReadWithDefaults()
    {
        var options = Config.Valid(Config.Minimal);

        Assert.Equal("3", options.Version);
        Assert.Equal(["php", "worker.php"], options.Server.Command);
        var server = Assert.Single(options.Tcp.Servers);
        Assert.Equal("smtp", server.Name);
        Assert.Equal(new ListenAddress { Host = "127.0.0.1", Port = 1025 }, server.Address);
        Assert.Equal("\r\n"u8.ToArray(), server.Delimiter.ToArray());
        Assert.Equal(1 << 20, server.ReadBufferSize);
        Assert.Equal(64L << 20, server.MaxMessageSize);
        Assert.Null(server.Pool);
        Assert.Equal(new PoolOptions(), options.Tcp.Pool);
        Assert.Null(options.Rpc);
        Assert.Null(options.Status);
        Assert.Null(options.Metrics);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Endure.GracePeriod);
    }

    [Fact]
    public void ManyMistakes_areToldAtOnce_inTheOrderOfTheLines()
    {
        var result = Config.Load(Config.Lines(
            "version: 3",
            "server:",
            "  command: ''",
            "tcp:",
            "  servers:",
            "    a:",
            "    b: {addr: nowhere}",
            "  pool:",
            "    num_workers: 501",
            "    exec_ttl: 5s"));

        Assert.Null(result.Options);
        Assert.Equal([1, 3, 6, 7, 9, 10], result.Problems.Select(problem => problem.Line));
        Assert.Equal(ProblemSeverity.Warning, result.Problems[^1].Severity);
        Assert.All(result.Problems, problem => Assert.NotEmpty(problem.Cure));
    }
}
