namespace KestrelTcp.Operations.Logging;

/// <summary>Whether an output is a terminal whose user wants colours (https://no-color.org).</summary>
internal static class TerminalColours
{
    public static bool For(string output) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && output switch
        {
            "stdout" => !Console.IsOutputRedirected,
            "stderr" => !Console.IsErrorRedirected,
            _ => false,
        };
}
