namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>How one run of the executable ended.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public string All => Error + Output;

    /// <summary>One message for people: what is wrong, exit code 1, no trace of our own code.</summary>
    public void AssertMistake(params string[] words)
    {
        Assert.Equal(1, ExitCode);
        Assert.All(words, word => Assert.Contains(word, All, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("\n   at ", All, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", All, StringComparison.OrdinalIgnoreCase);
    }
}
