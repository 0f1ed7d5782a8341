using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Values of <c>-o</c>.</summary>
public sealed class OverrideTests
{
    [Fact]
    public void Values_winOverTheFile()
    {
        var options = Config.Valid(
            Config.Minimal,
            "tcp.pool.num_workers=4",
            "TCP.Pool.Max_Jobs=9",
            "tcp.servers.smtp.addr=:26",
            "tcp.servers.smtp.delimiter=\"\\n\"",
            "tcp.servers.more={addr: \":27\", framing: split}",
            "server.command=[php, a b.php]",
            "server.env.a=x: *y # z",
            "version=2.7");

        Assert.Equal("2.7", options.Version);
        Assert.Equal((4, 9L), (options.Tcp.Pool.NumWorkers, options.Tcp.Pool.MaxJobs));
        Assert.Equal([26, 27], options.Tcp.Servers.Select(server => server.Address.Port));
        Assert.Equal("\n"u8.ToArray(), options.Tcp.Servers[0].Delimiter.ToArray());
        Assert.Equal(["php", "a b.php"], options.Server.Command);
        Assert.Equal("x: *y # z", options.Server.Env["A"]);
    }

    [Fact]
    public void OneVariable_overAnEnvironmentThatIsAList_leavesTheOthers()
    {
        var options = Config.Valid(
            "version: '3'\nserver: {command: x, env: [{A: 1}, {B: 2}]}\ntcp: {servers: {s: {addr: ':1'}}}\n", "server.env.B=3");
        Assert.Equal([("A", "1"), ("B", "3")], options.Server.Env.Select(variable => (variable.Key, variable.Value)));
    }

    [Fact]
    public void OfTwoForOneKey_theLaterWins() =>
        Assert.Equal(2, Config.Valid(Config.Minimal, "tcp.pool.num_workers=1", "tcp.pool.num_workers=2").Tcp.Pool.NumWorkers);

    [Theory]
    [InlineData("tcp.pool.num_workers=many", "-o tcp.pool.num_workers: error: tcp.pool.num_workers: \"many\" is not a whole number.")]
    [InlineData("tcp.pool.num_worker=1", "-o tcp.pool.num_worker: warning: tcp.pool.num_worker: this key is not known and is ignored. Cure: did you mean \"num_workers\"?")]
    [InlineData("tcp.pool=[1", "-o tcp.pool: error: tcp.pool: this is not YAML: ")]
    [InlineData("tcp.pool", "-o tcp.pool: error: an override is a dotted key and a value. Cure: write -o key=value")]
    [InlineData("=1", "-o : error: an override is a dotted key and a value.")]
    [InlineData("tcp..pool=1", "-o tcp..pool: error: an override is a dotted key and a value.")]
    public void Mistake_namesTheFlag(string flag, string text) =>
        Assert.StartsWith(text, Config.OnlyProblem(Config.Minimal, flag).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Message_doesNotRepeatTheValueOfTheFlag() =>
        Assert.DoesNotContain("hunter2", Config.OnlyProblem(Config.Minimal, "server.env.pass=[hunter2").ToString(), StringComparison.Ordinal);
}
