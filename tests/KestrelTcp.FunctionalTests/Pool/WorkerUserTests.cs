using System.Globalization;

namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>server.user and server.group: the workers have them, the server keeps its own.</summary>
public sealed class WorkerUserTests : ServerTest
{
    [Theory]
    [InlineData("user: nobody", "nobody", null)]
    [InlineData("user: 12345\ngroup: 23456", "12345", "23456")]
    [InlineData("group: 23456", "0", "23456")]
    public async Task Workers_have_the_user_and_the_group(string keys, string user, string? group)
    {
        using var scripts = new TemporaryFolder();
        var server = await StartAsync(new ServerSetup { Command = Copy(scripts), Workers = 2, Server = keys });

        var entry = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields[0] == user);
        var uid = entry?[2] ?? user;
        var gid = group ?? entry![3];
        Assert.All(server.Workers(), pid =>
        {
            Assert.Equal([uid, uid, uid, uid], Status(pid, "Uid"));
            Assert.Equal([gid, gid, gid, gid], Status(pid, "Gid"));
            Assert.DoesNotContain("0", Status(pid, "Groups"));
        });
        Assert.Equal(["0", "0", "0", "0"], Status(server.Pid, "Uid"));
        Assert.Equal(["0", "0", "0", "0"], Status(server.Pid, "Gid"));
        var client = await ConnectAsync(server);
        Assert.Equal("a\r\n", await client.AskAsync("a"));
    }

    [Fact]
    public async Task Worker_of_another_user_is_replaced_and_stopped()
    {
        using var scripts = new TemporaryFolder();
        var server = await StartAsync(new ServerSetup { Command = Copy(scripts), Server = "user: nobody" });

        UnixProcess.Send(Assert.Single(server.Workers()), Signal.Kill);

        var client = await ConnectAsync(server);
        Assert.Equal("a\r\n", await client.AskAsync("a"));
        Assert.NotEqual("0", Status(Assert.Single(server.Workers()), "Uid")[0]);
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Init_command_has_a_user_of_its_own()
    {
        using var scripts = new TemporaryFolder();
        var server = await StartAsync(new ServerSetup
        {
            Command = Copy(scripts),
            Server = "user: nobody\non_init: {command: [sh, -c, 'echo init is $$(id -u)'], user: \"12345\", exit_on_error: true}",
        });

        await server.Output.WaitAsync("init is 12345");
    }

    [Theory]
    [InlineData("user: no-such-user", "no-such-user", "server.user")]
    [InlineData("group: no-such-group", "no-such-group", "server.group")]
    public async Task Unknown_name_is_reported(string keys, string name, string key)
    {
        (await CommandRun.ServeAsync(new ServerSetup { Command = Php.Echo, Server = keys })).AssertMistake(name, key);
    }

    /// <summary>The echo worker where every user may read it.</summary>
    private static string[] Copy(TemporaryFolder folder)
    {
        var command = Php.Echo;
        Assert.SkipUnless(Environment.UserName == "root", "only root may give workers another user");
        const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
            | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder.Path, readable);
        foreach (var file in Directory.GetFiles(Repository.PhpWorkers, "*.php", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.Path, Path.GetRelativePath(Repository.PhpWorkers, file));
            File.SetUnixFileMode(Directory.CreateDirectory(Path.GetDirectoryName(copy)!).FullName, readable);
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, readable);
        }

        return [command[0], Path.Combine(folder.Path, "echo.php")];
    }

    private static string[] Status(int pid, string key) =>
        File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"))
            .Single(line => line.StartsWith(key + ":", StringComparison.Ordinal))[(key.Length + 1)..]
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
