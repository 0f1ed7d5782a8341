using System.Text.Json;
using System.Text.RegularExpressions;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>One test's configuration file in pieces. In every piece <c>@name@</c> stands for a free port of that name, <c>@folder@</c> for the server's folder.</summary>
internal sealed partial record ServerSetup
{
    public string[] Command { get; init; } = [];

    public int Workers { get; init; } = 1;

    public string Address { get; init; } = "127.0.0.1:@main@";

    /// <summary>More keys of the server <c>main</c>.</summary>
    public string Main { get; init; } = "";

    /// <summary>More entries of <c>tcp.servers</c>.</summary>
    public string Servers { get; init; } = "";

    /// <summary>More keys of <c>tcp</c>.</summary>
    public string Tcp { get; init; } = "";

    /// <summary>More keys of <c>tcp.pool</c>.</summary>
    public string Pool { get; init; } = "";

    /// <summary>More keys of <c>server</c>.</summary>
    public string Server { get; init; } = "";

    /// <summary>More sections.</summary>
    public string Sections { get; init; } = "";

    public string Logs { get; init; } = "level: debug";

    public string Grace { get; init; } = "5s";

    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Ports that are to be these, as those of a server before it.</summary>
    public Dictionary<string, int> Ports { get; init; } = [];

    /// <summary>A whole file in place of the pieces.</summary>
    public string? File { get; init; }

    /// <summary>The test leaves workers that cannot end by themselves: the server is killed afterwards, not asked.</summary>
    public bool Expendable { get; init; }

    /// <summary>A command as YAML, whatever characters its words have.</summary>
    public static string List(IEnumerable<string> words) => "[" + string.Join(", ", words.Select(word => JsonSerializer.Serialize(word))) + "]";

    /// <param name="text">A piece of the file, or an argument of the command line.</param>
    /// <param name="value">What a name between at signs stands for.</param>
    public static string Fill(string text, Func<string, string> value) => Name().Replace(text, match => value(match.Groups[1].Value));

    public string ToYaml(Func<string, string> value) => Fill(File ?? Compose(), value);

    private string Compose() =>
        $"""
         version: "3"
         server:
           command: {List(Command)}
         {Indent(Server, 2)}
         tcp:
           servers:
             main:
               addr: "{Address}"
         {Indent(Main, 6)}
         {Indent(Servers, 4)}
         {Indent(Tcp, 2)}
           pool:
             num_workers: {Workers}
         {Indent(Pool, 4)}
         status:
           address: 127.0.0.1:@status@
         metrics:
           address: 127.0.0.1:@status@
         logs:
         {Indent(Logs, 2)}
         endure:
           grace_period: {Grace}
         {Sections}
         """;

    private static string Indent(string text, int spaces) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim().Length == 0 ? "" : new string(' ', spaces) + line));

    [GeneratedRegex("@([a-z0-9]+)@")]
    private static partial Regex Name();
}
