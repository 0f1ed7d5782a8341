using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace KestrelTcp.Cli;

/// <summary>The parser's help, and a verb's examples below it.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            var output = parseResult.InvocationConfiguration.Output;
            var width = verb.Examples.Max(example => example.Line.Length);
            output.WriteLine("Examples:");
            foreach (var (line, use) in verb.Examples)
            {
                output.WriteLine($"  {line.PadRight(width)}  {use}".TrimEnd());
            }

            output.WriteLine();
        }

        return code;
    }
}
