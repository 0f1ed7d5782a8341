using System.CommandLine;
using KestrelTcp;
using KestrelTcp.Cli;

try
{
    // Signals are the business of `serve`: the parser's own handling would end it early.
    return await CommandLine.Make().Parse(args).InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    });
}
catch (StartupException exception)
{
    await Console.Error.WriteLineAsync($"kestreltcp: {exception.Message}");
    return 1;
}
