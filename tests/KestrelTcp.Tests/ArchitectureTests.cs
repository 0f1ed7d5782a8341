using System.Reflection;
using KestrelTcp.Cli;
using Xunit;

namespace KestrelTcp.Tests;

/// <summary>Who may know whom, as docs/architecture.md draws it: an arrow that is to be new changes both.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly _server = typeof(CommandLine).Assembly;

    /// <summary>Rooms of the server, and the rooms or single types that each may know. A room is a namespace with all below it that are not rooms themselves.</summary>
    private static readonly Dictionary<string, string[]> _mayKnow = new()
    {
        ["Configuration"] = [],
        ["Net"] = ["Configuration"],
        ["Io"] = [],
        ["BuiltinWorkers"] = ["Worker"],
        ["Workers.Processes"] = ["Configuration", "Io", "Workers.IWorkerLink"],
        ["Workers"] = ["Workers.Processes", "Configuration", "Io", "Net", "Goridge"],
        ["Ingress"] = ["Workers", "Configuration", "Io", "Net"],
        ["Operations"] = ["Workers", "Configuration", "Workers.Processes.ProcessMemory", "Workers.Processes.ProcessUsage", "Workers.Processes.ProcFile", "Ingress.ServerSnapshot", "Ingress.ServerCounts", "Ingress.ConnectionSnapshot", "Ingress.ConnectionState"],
        ["Rpc"] = ["Workers", "Configuration", "Goridge", "Operations", "Ingress.ConnectionSnapshot", "Ingress.ConnectionState", "Ingress.RemoteAddress", "Workers.Processes.ProcessMemory", "Workers.Processes.ProcessUsage"],
    };

    /// <summary>Types of the root that anybody may know: they know nobody.</summary>
    private static readonly string[] _common = ["StartupException", "ProductVersion"];

    public static TheoryData<string> Rooms => [.. _mayKnow.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_knows_only_its_neighbours(string room)
    {
        var strangers = (
            from pair in TypeDependencies.Of(_server).Distinct()
            where RoomOf(pair.From) == room && RoomOf(pair.To) is var other && other != room
                && !_mayKnow[room].Contains(other) && !_mayKnow[room].Contains(Short(pair.To)) && !_common.Contains(Short(pair.To))
            select $"{Short(pair.From)} knows {Short(pair.To)}").ToList();

        Assert.True(strangers.Count == 0, string.Join('\n', strangers));
    }

    [Fact]
    public void Room_of_every_type_is_known()
    {
        string[] open = ["", "Cli"];

        var rooms = _server.GetTypes().Where(type => type.Namespace?.StartsWith("KestrelTcp", StringComparison.Ordinal) == true).Select(RoomOf).Distinct();

        Assert.Subset(_mayKnow.Keys.Concat(open).ToHashSet(), rooms.ToHashSet());
    }

    [Fact]
    public void Common_types_know_nobody()
    {
        var known = TypeDependencies.Of(_server).Where(pair => _common.Contains(Short(pair.From))).Select(pair => pair.To.FullName).ToList();

        Assert.True(known.Count == 0, string.Join('\n', known));
    }

    [Theory]
    [InlineData("KestrelTcp.Goridge")]
    [InlineData("KestrelTcp.Worker", "KestrelTcp.Goridge")]
    public void Library_refers_only_to(string library, params string[] others)
    {
        var ours = Assembly.Load(library).GetReferencedAssemblies().Select(name => name.Name!).Where(IsOurs);

        Assert.Equal(others, ours);
    }

    private static string Short(Type type) => type.FullName!["KestrelTcp.".Length..];

    private static bool IsOurs(string assembly) => assembly.StartsWith("kestreltcp", StringComparison.OrdinalIgnoreCase);

    private static string RoomOf(Type type)
    {
        var path = (type.Namespace ?? "").Split('.').Skip(1).ToArray();
        var two = string.Join('.', path.Take(2));
        return _mayKnow.ContainsKey(two) ? two : path.FirstOrDefault("");
    }
}
