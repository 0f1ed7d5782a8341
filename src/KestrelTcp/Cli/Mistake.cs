using System.CommandLine;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Cli;

/// <summary>What is wrong with a command line, in one line: whoever mistypes a flag is not looking for a page of help.</summary>
internal static class Mistake
{
    public static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "kestreltcp" : $"kestreltcp {command.Name}";
        var words = command.Subcommands.Select(verb => verb.Name)
            .Concat(command.Options.Concat(parsed.RootCommandResult.Command.Options).SelectMany(option => option.Aliases.Prepend(option.Name)))
            .Where(word => word.Length > 2);
        var guess = parsed.UnmatchedTokens is [var first, ..] ? NearestWord.Find(first, words) : null;
        return $"{parsed.Errors[0].Message.TrimEnd('.')}. {(guess is null ? "" : $"Did you mean {guess}? ")}`{name} --help` shows what there is";
    }
}
