using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary>The whole tree to <see cref="ServiceOptions"/>.</summary>
internal static class ServiceReader
{
    public static ServiceOptions Read(ReadContext context, MapNode root, string file, string fullPath)
    {
        var section = new SectionReader(context, KnownKeys.Root, "", new Place(file, 1, 1), root);
        var addresses = new AddressBook(context.Problems);
        var version = VersionCheck.Read(context, root, section.Place);
        var workers = section.Section("server");
        var server = workers is null ? null : ServerReader.Read(workers);
        if (!section.Has("server"))
            section.Error("server", "there is no server section", "add it with the workers' command, such as server: {command: \"php worker.php\"}");

        var tcp = section.Section("tcp") is { } ingress ? TcpReader.Read(ingress, addresses) : null;
        if (!section.Has("tcp"))
            section.Error("tcp", "there is no tcp section", "add it with at least one server, such as tcp: {servers: {echo: {addr: \"tcp://127.0.0.1:9000\"}}}");

        if (workers is not null && server is not null && tcp is not null)
            CheckCommands(workers, server, tcp);

        return new ServiceOptions
        {
            Version = version ?? "",
            Path = fullPath,
            Server = server ?? new WorkerCommandOptions { Command = [] },
            Tcp = tcp ?? new TcpOptions { Servers = [], Pool = new PoolOptions() },
            Rpc = section.Section("rpc") is { } rpc ? EndpointReader.Rpc(rpc, addresses) : null,
            Status = section.Section("status") is { } status ? EndpointReader.Status(status, addresses) : null,
            Metrics = section.Section("metrics") is { } metrics ? EndpointReader.Metrics(metrics, addresses) : null,
            Kv = KvReader.Read(section),
            Logs = section.Section("logs") is { } logs ? LogsReader.Read(logs) : new LogOptions(),
            Endure = section.Section("endure") is { } endure ? Endure(endure) : new EndureOptions(),
        };
    }

    // The server's command is for the pools that have none of their own.
    private static void CheckCommands(SectionReader section, WorkerCommandOptions server, TcpOptions tcp)
    {
        // One that is there and wrong has been told of.
        if (server.Command.Count > 0 || section.Has("command"))
            return;

        if (tcp.Servers.Count == 0 || tcp.Servers.Any(listener => (listener.Pool ?? tcp.Pool).Command is null))
            section.Error("command", "the command should not be empty", "give the workers' program and its arguments, such as \"php worker.php\"");
    }

    private static EndureOptions Endure(SectionReader section) => new()
    {
        GracePeriod = section.DurationOrDefault("grace_period", new EndureOptions().GracePeriod),
    };
}
