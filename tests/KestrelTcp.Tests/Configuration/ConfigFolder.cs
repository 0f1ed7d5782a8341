using KestrelTcp.Configuration;

namespace KestrelTcp.Tests.Configuration;

/// <summary>A folder with a <c>.rr.yaml</c> in it, gone after the test.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>();

    private readonly string _folder = Directory.CreateTempSubdirectory("kestreltcp-config-").FullName;

    public ConfigFolder(string yaml) => Write(".rr.yaml", yaml);

    public string Main => PathOf(".rr.yaml");

    public string PathOf(string name) => Path.Combine(_folder, name);

    public string Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public ConfigurationResult Load(IReadOnlyDictionary<string, string>? environment = null, string? dotenv = null, params string[] overrides) =>
        ConfigurationLoader.Load(Main, overrides, dotenv, environment ?? NoVariables);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
