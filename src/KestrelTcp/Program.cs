using KestrelTcp;
using KestrelTcp.Cli;

try
{
    return await CommandLine.RunAsync(args);
}
catch (StartupException exception)
{
    await Console.Error.WriteLineAsync($"kestreltcp: {exception.Message}");
    return 1;
}
