namespace KestrelTcp.FunctionalTests.Tls;

/// <summary>The files of certificates: mistakes are told, changes are taken up.</summary>
public sealed class CertificateTests : TlsTest
{
    [Fact]
    public async Task New_files_are_used_without_a_restart_and_broken_ones_are_not()
    {
        var server = await StartAsync(Setup());
        var old = await ConnectTlsAsync(server);
        Assert.Equal("CN=localhost", old.ServerChain[0]);

        WriteFiles("second");
        await WaitSubjectAsync(server, "CN=second");
        Assert.Equal("still here\r\n", await old.AskAsync("write=still here"));

        await File.WriteAllTextAsync(KeyPath, Authority.IssueServer("third").Key);
        await Eventually.TrueAsync(async () => await SubjectAsync(server) == "CN=second" && server.Output.Contains("does not belong to the first certificate"), () => "the broken pair is told");
        Assert.Equal("CN=second", await SubjectAsync(server));
        Assert.Equal(1, server.Output.Count("does not belong to the first certificate"));

        WriteFiles("fourth");
        await WaitSubjectAsync(server, "CN=fourth");
    }

    [Fact]
    public async Task Files_behind_a_link_that_is_turned_are_used()
    {
        // As Kubernetes replaces a secret: the files are links into a folder whose link is renamed over.
        WriteFiles("first");
        Place("one");
        WriteFiles("second");
        Place("two");
        var data = Path.Combine(Files.Path, "data");
        File.CreateSymbolicLink(data, "one");
        File.CreateSymbolicLink(CertPath, "data/cert.pem");
        File.CreateSymbolicLink(KeyPath, "data/key.pem");
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = Tls() });
        Assert.Equal("CN=first", await SubjectAsync(server));

        File.CreateSymbolicLink(data + "_tmp", "two");
        using var move = System.Diagnostics.Process.Start("mv", ["-T", data + "_tmp", data]);
        await move.WaitForExitAsync();

        await WaitSubjectAsync(server, "CN=second");
    }

    [Fact]
    public async Task Mistakes_are_told_at_the_start()
    {
        WriteFiles();
        await File.WriteAllTextAsync(KeyPath, Authority.IssueServer().Key);

        (await CommandRun.ServeAsync(new ServerSetup { Command = ["true"], Main = Tls() }))
            .AssertMistake(".rr.yaml:", "tls.key", "does not belong to the first certificate", "Cure:");
        (await CommandRun.ServeAsync(new ServerSetup { Command = ["true"], Main = "tls: {cert: nothing/here.pem}" }))
            .AssertMistake(".rr.yaml:", "tls.cert", "there is no file", "nothing/here.pem", "Cure:");
    }

    private void Place(string folder)
    {
        Directory.CreateDirectory(Path.Combine(Files.Path, folder));
        File.Move(CertPath, Path.Combine(Files.Path, folder, "cert.pem"));
        File.Move(KeyPath, Path.Combine(Files.Path, folder, "key.pem"));
    }

    private static async Task<string> SubjectAsync(ServerProcess server)
    {
        using var client = await TlsClient.ConnectAsync(server);
        await client.EncryptAsync();
        return client.ServerChain[0];
    }

    private static Task WaitSubjectAsync(ServerProcess server, string subject) =>
        Eventually.TrueAsync(async () => await SubjectAsync(server) == subject, () => $"{subject} is shown");
}
