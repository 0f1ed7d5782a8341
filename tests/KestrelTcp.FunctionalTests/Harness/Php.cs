namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>The PHP workers' command lines. Without PHP a test that asks for one is skipped.</summary>
internal static class Php
{
    private static readonly bool _installed = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "php")));

    public static string[] Echo => Worker("echo.php");

    /// <summary>A worker that does what each DATA body says; the arguments set what it does for an event instead.</summary>
    public static string[] Obey(string? connected = null, string? data = null, string? closed = null) =>
        Worker("obey.php", [.. Option("connected", connected), .. Option("data", data), .. Option("closed", closed)]);

    public static string[] Start(params string[] mode) => Worker("start.php", mode);

    public static string[] Worker(string script, params string[] arguments)
    {
        Assert.SkipUnless(_installed, "php is not installed");
        return ["php", Path.Combine(Repository.PhpWorkers, script), .. arguments];
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [$"--{name}={value}"];
}
