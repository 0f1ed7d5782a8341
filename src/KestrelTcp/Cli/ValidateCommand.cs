using System.CommandLine;
using KestrelTcp.Configuration;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp validate</c>: reads the configuration and says what is wrong with it.</summary>
internal static class ValidateCommand
{
    public static Command Make()
    {
        var print = new Option<bool>("--print") { Description = "Print the effective configuration with all defaults." };
        var verb = new Verb(
            "validate", "Checks the configuration and tells every error and warning.",
            ("kestreltcp validate -c /etc/app/.rr.yaml", "exit code 0 when there is no error"),
            ("kestreltcp validate --print", "what the server will go by"))
        {
            print,
        };
        verb.SetAction(parsed =>
        {
            var common = CommonFlags.Enter(parsed);
            return Run(common.ConfigPath, common.Overrides, common.Dotenv, parsed.GetValue(print), Console.Out, Console.Error);
        });
        return verb;
    }

    /// <summary>Every problem goes to <paramref name="stderr"/>, a line each, and a summary last. Returns the exit code: 0 when there is no error.</summary>
    /// <param name="path">The main file.</param>
    /// <param name="overrides">Values of <c>-o</c>.</param>
    /// <param name="dotenv">File of further variables, or null.</param>
    /// <param name="print">Whether to print the effective configuration to <paramref name="stdout"/>.</param>
    /// <param name="stdout">For what was asked for.</param>
    /// <param name="stderr">For people.</param>
    public static int Run(string path, IReadOnlyList<string> overrides, string? dotenv, bool print, TextWriter stdout, TextWriter stderr)
    {
        var result = ConfigurationLoader.Load(path, overrides, dotenv, checkFiles: true);
        foreach (var problem in result.Problems)
            stderr.WriteLine(problem);

        if (print && result.Options is not null)
            EffectiveConfiguration.Write(result.Options, stdout);

        var errors = result.Problems.Count(problem => problem.Severity == ProblemSeverity.Error);
        var warnings = result.Problems.Count - errors;
        stderr.WriteLine(errors == 0
            ? $"{path} is valid{(warnings == 0 ? "" : ", with " + Count(warnings, "warning"))}."
            : $"{path} is not valid: {Count(errors, "error")}, {Count(warnings, "warning")}.");
        return errors == 0 ? 0 : 1;
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
