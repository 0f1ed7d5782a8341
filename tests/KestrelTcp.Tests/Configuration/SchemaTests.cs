using System.Text.Json.Nodes;
using KestrelTcp.Configuration;
using KestrelTcp.Configuration.Reading;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Holds docs/rr.schema.json and docs/configuration.md against the table of known keys, and the table against what is read.</summary>
public sealed class SchemaTests
{
    // Every section is there, with no more than it must have.
    private const string EverySection = """
        version: "3"
        server: {command: worker, on_init: {command: init}}
        tcp:
          servers: {x: {addr: "127.0.0.1:0", framing: batch, length: {}, unix_socket: {}, tls: {cert: x.pem}, connection_rate_per_ip: {permits: 1, window: 1s}, pool: {supervisor: {}, dynamic_allocator: {}}}}
          pool: {supervisor: {}, dynamic_allocator: {}}
        rpc: {}
        status: {address: "127.0.0.1:0"}
        metrics: {collect: {x: {type: counter}}}
        logs: {file_logger_options: {log_output: x.log}, channels: {x: {file_logger_options: {log_output: x.log}}}}
        endure: {}
        kv: {x: {driver: memory, config: {}}}

        """;

    private static readonly JsonNode Schema = JsonNode.Parse(RepositoryFiles.Read("docs/rr.schema.json"))!;

    [Fact]
    public void Schema_hasTheKeysOfTheTable_andNoOthers() => CompareKeys(KnownKeys.Root, Schema, "");

    [Fact]
    public void EveryKey_isRead_andAWrongValueIsToldThere()
    {
        foreach (var (path, _) in Keys(KnownKeys.Root, Schema, ""))
        {
            var problems = Config.Load(EverySection, path + "=[{x: [1]}]").Problems;
            Assert.True(
                problems.Any(problem => problem.Severity == ProblemSeverity.Error && problem.File == "-o " + path && problem.Path.StartsWith(path, StringComparison.Ordinal)),
                $"{path}: {string.Join('\n', problems)}");
        }
    }

    [Fact]
    public void EveryDefaultOfTheSchema_isTheDefaultOfTheCode()
    {
        var expected = Print(EverySection);
        var count = 0;
        foreach (var (path, schema) in Keys(KnownKeys.Root, Schema, ""))
        {
            if (schema["default"] is not { } value)
                continue;

            count++;
            Assert.Equal(expected, Print(EverySection, $"{path}={value.ToJsonString()}"));
        }

        Assert.True(count > 50, $"only {count} defaults were compared");
    }

    [Fact]
    public void Document_namesEveryKey()
    {
        var document = RepositoryFiles.Read("docs/configuration.md");
        var headings = document.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .SelectMany(line => line[3..].Split(", ")).ToHashSet();
        foreach (var (path, _) in Keys(KnownKeys.Root, Schema, ""))
        {
            var key = path.Split('.')[^1];
            Assert.True(
                document.Contains($"`{key}`", StringComparison.Ordinal) || headings.Contains(key),
                $"docs/configuration.md does not name `{key}` ({path})");
        }
    }

    private static void CompareKeys(KnownSection section, JsonNode schema, string path)
    {
        var properties = Resolve(schema)["properties"]!.AsObject();
        Assert.Equal(
            Supported(section).Select(key => $"{path}.{key.Name}").Order(),
            properties.Select(property => $"{path}.{property.Key}").Order());
        foreach (var key in Supported(section))
        {
            var property = properties[key.Name]!;
            Assert.False(string.IsNullOrEmpty((string?)(property["description"] ?? Resolve(property)["description"])), $"{path}.{key.Name} has no description");
            if (key.Section is not null)
                CompareKeys(key.Section, key.Named ? Resolve(property)["additionalProperties"]! : property, $"{path}.{key.Name}");
            else
                Assert.Null(Resolve(property)["properties"]);
        }
    }

    private static IEnumerable<(string Path, JsonNode Schema)> Keys(KnownSection section, JsonNode schema, string path)
    {
        foreach (var key in Supported(section))
        {
            var keyPath = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
            var property = Resolve(schema)["properties"]![key.Name]!;
            yield return (keyPath, property["default"] is null ? Resolve(property) : property);
            if (key.Section is null)
                continue;

            var below = key.Named ? (Resolve(property)["additionalProperties"]!, keyPath + ".x") : (property, keyPath);
            foreach (var found in Keys(key.Section, below.Item1, below.Item2))
                yield return found;
        }
    }

    private static IEnumerable<KnownKey> Supported(KnownSection section) => section.Keys.Where(key => key.Support == KeySupport.Supported);

    private static JsonNode Resolve(JsonNode schema)
    {
        if ((string?)schema["$ref"] is not { } reference)
            return schema;

        var target = Schema;
        foreach (var name in reference.TrimStart('#', '/').Split('/'))
            target = target[name]!;

        return Resolve(target);
    }

    private static string Print(string yaml, params string[] overrides)
    {
        using var folder = new ConfigFolder(yaml);
        var result = folder.Load(overrides: overrides);
        Assert.True(result.Options is not null, string.Join('\n', result.Problems));
        var writer = new StringWriter();
        EffectiveConfiguration.Write(result.Options, writer);
        return writer.ToString();
    }
}
