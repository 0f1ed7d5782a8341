namespace KestrelTcp.FunctionalTests.Mistakes;

/// <summary>The files of people who use this for the first time: told once, where and what, with exit code 1.</summary>
public sealed class ConfigurationMistakeTests
{
    private const string _server = "server: {command: 'kestreltcp worker echo'}\n";

    [Theory]
    [InlineData("version: '3'\n" + _server, "tcp")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  pool: {num_workers: 1}", "servers")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:", "servers")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp:\n", "smtp")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {delimiter: x}", "addr")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1'}", "addr")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:99999'}", "99999")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1', delimiter: ''}", "delimiter")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1', framing: lines}", "framing")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1', max_message_size: 0}", "max_message_size")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  read_buf_size: -1\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "read_buf_size")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  pool: {allocate_timeout: 10 seconds}\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "allocate_timeout")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  pool: {num_workers: 501}\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "num_workers")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  pool: {num_workers: many}\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "num_workers")]
    [InlineData("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1', idle_timeout: 5}", "idle_timeout")]
    [InlineData("version: '3'\ntcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "command")]
    [InlineData("version: '3'\nserver: {command: ''}\ntcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "command")]
    [InlineData(_server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "version")]
    [InlineData("version: 3\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "version")]
    [InlineData("version: '9'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1'}", "version")]
    [InlineData("version: '3'\n\ttcp: [", ":2")]
    [InlineData("version: '3'\ntcp: [1, 2\n", ".rr.yaml")]
    [InlineData("", ".rr.yaml")]
    public async Task Mistake_is_told_in_words(string yaml, string word)
    {
        var result = await CommandRun.ServeAsync(yaml);

        result.AssertMistake(word, ".rr.yaml");
    }

    [Fact]
    public async Task Mistake_is_told_with_file_line_and_column()
    {
        var result = await CommandRun.ServeAsync("version: '3'\n" + _server + "tcp:\n  servers:\n    smtp:\n      addr: '127.0.0.1:1'\n      idle_timeout: soon\n");

        result.AssertMistake(".rr.yaml:7:", "idle_timeout", "soon");
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var result = await CommandRun.ServeAsync("version: '3'\nserver: {}\ntcp:\n  servers:\n    smtp: {framing: lines}\n  pool: {max_jobs: -1}\n");

        result.AssertMistake("command", "addr", "framing", "max_jobs");
    }

    [Fact]
    public async Task Unknown_key_is_a_warning_with_the_nearest_one()
    {
        using var folder = new TemporaryFolder();
        var yaml = "version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: '127.0.0.1:1', delimeter: x}\nhttp: {address: ':80'}\n";
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".rr.yaml"), yaml);

        var result = await CommandRun.RunAsync(folder.Path, "validate");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("delimeter", result.All, StringComparison.Ordinal);
        Assert.Contains("delimiter", result.All, StringComparison.Ordinal);
        Assert.Contains("http", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();

        var result = await CommandRun.RunAsync(folder.Path, "serve", "-c", "absent.yaml");

        result.AssertMistake("absent.yaml");
    }

    [Fact]
    public async Task Unknown_verb_and_flag_are_told_in_words()
    {
        using var folder = new TemporaryFolder();

        (await CommandRun.RunAsync(folder.Path, "sevre")).AssertMistake("sevre");
        (await CommandRun.RunAsync(folder.Path, "serve", "--no-such-flag")).AssertMistake("--no-such-flag");
    }

    [Fact]
    public async Task Override_mends_the_file()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".rr.yaml"), "version: '3'\n" + _server + "tcp:\n  servers:\n    smtp: {addr: nonsense}\n");

        var result = await CommandRun.RunAsync(folder.Path, "validate", "-o", "tcp.servers.smtp.addr=127.0.0.1:1");

        Assert.Equal(0, result.ExitCode);
    }
}
