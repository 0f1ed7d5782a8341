using System.CommandLine;
using KestrelTcp;
using KestrelTcp.Cli;

// Answers are completed on the thread that the kernel told of them, not handed to another. Read by .NET at the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

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
