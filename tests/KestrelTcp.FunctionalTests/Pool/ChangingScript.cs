namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>An obeying worker in a file of its own, whose answer to <c>env=SCRIPT</c> tells which text of it a worker runs.</summary>
internal sealed class ChangingScript : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "worker.php");

    public string[] Command => [.. Php.Obey()[..1], File];

    public void Write(string version) => Replace($"putenv('SCRIPT={version}'); require '{Path.Combine(Repository.PhpWorkers, "obey.php")}';");

    public void Break() => Replace("fwrite(STDERR, \"half saved\\n\"); exit(9);");

    /// <summary>Takes a while to fail; the first worker may be spared.</summary>
    public void BreakSlowly(bool unlessFirst = false) => Replace(
        $"if ({(unlessFirst ? "!@mkdir(__DIR__ . '/first')" : "true")}) {{ sleep(1); exit(9); }} require '{Path.Combine(Repository.PhpWorkers, "obey.php")}';");

    public void Dispose() => _folder.Dispose();

    /// <summary>In one step, as no worker is to start with half of it.</summary>
    private void Replace(string code)
    {
        System.IO.File.WriteAllText(File + ".new", "<?php " + code);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}
