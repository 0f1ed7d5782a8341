using System.Globalization;
using System.Security.Authentication;
using KestrelTcp.Configuration.Reading;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration;

/// <summary>Prints what is in force, defaults included, as a file that reads back the same but for the secrets, which are masked.</summary>
internal static class EffectiveConfiguration
{
    public static void Write(ServiceOptions options, TextWriter writer)
    {
        var yaml = new YamlPrinter(writer);
        yaml.Value("version", options.Version);
        WriteServer(yaml, options.Server);
        WriteTcp(yaml, options.Tcp);
        EffectiveOperations.Write(yaml, options);
    }

    private static void WriteServer(YamlPrinter yaml, WorkerCommandOptions server)
    {
        using var section = yaml.Section("server");
        if (server.Command.Count > 0)
            yaml.List("command", server.Command.Select(SecretNames.MaskedArgument));

        yaml.Value("relay", server.Relay);
        yaml.Word("relay_timeout", GoDuration.Format(server.RelayTimeout));
        WriteOptional(yaml, "user", server.User);
        WriteOptional(yaml, "group", server.Group);
        WriteEnvironment(yaml, server.Env);
        if (server.OnInit is not { } init)
            return;

        using var onInit = yaml.Section("on_init");
        yaml.List("command", init.Command.Select(SecretNames.MaskedArgument));
        yaml.Word("exec_timeout", GoDuration.Format(init.ExecTimeout));
        WriteOptional(yaml, "user", init.User);
        yaml.Value("exit_on_error", init.ExitOnError);
        WriteEnvironment(yaml, init.Env);
    }

    private static void WriteTcp(YamlPrinter yaml, TcpOptions tcp)
    {
        using var section = yaml.Section("tcp");
        yaml.Value("closed_event", tcp.ClosedEvent);
        if (tcp.MaxConnections is { } most)
            yaml.Value("max_connections", most);

        EffectivePool.Write(yaml, tcp.Pool);
        using var servers = yaml.Section("servers");
        foreach (var server in tcp.Servers)
            WriteTcpServer(yaml, server);
    }

    private static void WriteTcpServer(YamlPrinter yaml, TcpServerOptions server)
    {
        using var section = yaml.Section(server.Name);
        yaml.Value("addr", server.Address.ToString());
        EffectiveFraming.Write(yaml, server);
        // With the unit written, neither MB nor bytes have to be guessed.
        yaml.Word("read_buf_size", WithUnit(server.ReadBufferSize));
        yaml.Word("max_message_size", ByteSize.Format(server.MaxMessageSize));
        yaml.Word("idle_timeout", GoDuration.Format(server.IdleTimeout));
        yaml.Word("first_message_timeout", GoDuration.Format(server.FirstMessageTimeout));
        yaml.Word("write_timeout", GoDuration.Format(server.WriteTimeout));
        yaml.Value("max_connections", server.MaxConnections);
        EffectiveEdge.Write(yaml, server);
        yaml.Value("backlog", server.Backlog);
        yaml.Value("no_delay", server.NoDelay);
        yaml.Value("keep_alive", server.KeepAlive);
        yaml.Value("reuse_port", server.ReusePort);
        if (server.Tls is { } tls)
            WriteTls(yaml, tls);

        if (server.UnixSocket is { } socket)
            WriteUnixSocket(yaml, socket);

        if (server.Pool is not null)
            EffectivePool.Write(yaml, server.Pool);
    }

    private static void WriteTls(YamlPrinter yaml, TlsOptions tls)
    {
        using var section = yaml.Section("tls");
        yaml.Value("cert", tls.Cert);
        yaml.Value("key", tls.Key);
        WriteOptional(yaml, "root_ca", tls.RootCa);
        yaml.Word("client_auth_type", TlsReader.Word(tls.ClientAuthType));
        yaml.Word("mode", Word(tls.Mode));
        yaml.Value("min_version", tls.Protocols == SslProtocols.Tls13 ? "1.3" : "1.2");
        yaml.Word("handshake_timeout", GoDuration.Format(tls.HandshakeTimeout));
    }

    private static void WriteUnixSocket(YamlPrinter yaml, UnixSocketOptions socket)
    {
        using var section = yaml.Section("unix_socket");
        if (socket.Mode is { } mode)
            yaml.Value("mode", Convert.ToString((int)mode, 8).PadLeft(4, '0'));

        if (socket.Uid is { } uid)
            yaml.Value("uid", uid);

        if (socket.Gid is { } gid)
            yaml.Value("gid", gid);
    }

    private static string WithUnit(long bytes)
    {
        var text = ByteSize.Format(bytes);
        return char.IsAsciiDigit(text[^1]) ? text + "B" : text;
    }

    private static void WriteEnvironment(YamlPrinter yaml, IReadOnlyDictionary<string, string> variables)
    {
        if (variables.Count == 0)
            return;

        using var section = yaml.Section("env");
        foreach (var (name, value) in variables)
            yaml.Value(name, SecretNames.Masked(name, value));
    }

    private static void WriteOptional(YamlPrinter yaml, string key, string? value)
    {
        if (value is not null)
            yaml.Value(key, value);
    }

    /// <summary>An enum's value as the file writes it.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
