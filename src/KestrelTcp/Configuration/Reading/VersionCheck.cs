using System.Globalization;
using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary>The <c>version</c> that every file must begin with.</summary>
internal static class VersionCheck
{
    private const string Cure = "put version: \"3\" at the top of the file";

    /// <summary>The version of one file; null when it is wrong, which is then in the problems.</summary>
    public static string? Read(ReadContext context, MapNode root, Place file)
    {
        var problems = context.Problems;
        switch (root.Find("version"))
        {
            case null:
                problems.Error(file, "version", "the version is missing", Cure);
                break;
            case { Value.IsNull: true } entry:
                problems.Error(entry.KeyPlace, "version", "the version is empty", Cure);
                break;
            // A flag's value has lost its quotes to the shell.
            case { Value: ScalarNode { Plain: true, Place.Line: > 0 } bare } when IsNumber(bare.Text):
                problems.Error(bare.Place, "version", $"the version {bare.Text} is a number, and must be a text", $"quote it: version: \"{bare.Text}\"");
                break;
            case { Value: ScalarNode scalar }:
                if (context.Expand(scalar, "version") is not { } version)
                    break;

                if (version is "3" or "2.7")
                    return version;

                problems.Error(scalar.Place, "version", $"the version \"{version}\" is not known", "use \"3\" (or \"2.7\" for a file of RoadRunner 2)");
                break;
            case { Value: var other }:
                problems.Error(other.Place, "version", $"the version is a {SectionReader.NameOf(other)}", Cure);
                break;
        }

        return null;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
