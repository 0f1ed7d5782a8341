using CsCheck;
using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>What <c>validate --print</c> prints.</summary>
public sealed class EffectiveConfigurationTests
{
    private const string Full = """
        version: "2.7"
        server: {command: [php, "a \"b\" $$c.php"], relay: "tcp://127.0.0.1:7000", user: www, group: "33", env: {A: "x: #y"}, on_init: {command: make, env: {B: ""}}}
        tcp:
          closed_event: CLOSED
          servers:
            one.two: {addr: ":1", delimiter: "\r\n\0$$\u2028é", read_buf_size: 3, max_message_size: 1001, idle_timeout: 1h1ms, reuse_port: true, max_connections_per_ip: 3, connection_rate_per_ip: {permits: 5, window: 1m}, allow: [10.0.0.0/8, "::1"], deny: 10.0.0.1, proxy_protocol: optional, proxy_trusted: ["fd00::/8"]}
            three: {addr: "unix:///a b", delimiter_hex: ff00, unix_socket: {mode: "0600", uid: 1}, framing: split, read_buf_size: 1001B, tls: {cert: "a b.pem", root_ca: c, client_auth_type: verify_client_cert_if_given, mode: starttls, min_version: "1.3"}, pool: {command: other, prefetch: 3, fence: off}}
            four: {addr: ":4", framing: length, length: {prefix: 2, endian: little, includes_prefix: true, offset: 3, strip: true}}
            five: {addr: ":5", framing: fixed, length: {size: 5}}
            six: {addr: ":6", framing: raw}
          pool: {num_workers: 3, supervisor: {exec_ttl: 1ns}, dynamic_allocator: {}, dispatch: sticky}
        rpc: {}
        status: {address: ":2114"}
        metrics: {collect: {a: {type: histogram, buckets: [0.1, 1e300]}, b: {type: summary, objectives: {0.5: 0.1}, labels: [x, y]}}}
        logs: {mode: off, file_logger_options: {log_output: "~/x"}, channels: {tcp: {level: error}}}
        endure: {grace_period: 1m}

        """;

    [Fact]
    public void PrintedConfiguration_readsBackTheSame()
    {
        // A text beyond ASCII and control characters come through as well.
        var printed = Print(Config.Load(Full).Options!);
        var result = Config.Load(printed);
        Assert.Equal([("tcp.servers.three.pool.prefetch", ProblemSeverity.Warning)], result.Problems.Select(problem => (problem.Path, problem.Severity)));
        Assert.Equal(printed, Print(result.Options!));
        Assert.Equal("\r\n\0$\u2028é"u8.ToArray(), result.Options!.Tcp.Servers[0].Delimiter.ToArray());
        Assert.Equal(["php", "a \"b\" $c.php"], result.Options.Server.Command);
        Assert.Equal(1001, result.Options.Tcp.Servers[1].ReadBufferSize);
        var layout = new LengthOptions { Prefix = 2, Endian = Endianness.Little, IncludesPrefix = true, Offset = 3, Strip = true };
        Assert.Equal(
            [(FramingKind.Length, layout), (FramingKind.Fixed, new LengthOptions { Size = 5 }), (FramingKind.Raw, null)],
            result.Options.Tcp.Servers.Skip(2).Select(server => (server.Framing, server.Length)));
    }

    [Fact]
    public void AnyDelimiter_readsBackTheSame() =>
        Gen.Byte.Array[1, 8].Sample(
            delimiter =>
            {
                var hex = Convert.ToHexStringLower(delimiter);
                var printed = Print(Config.Load(Config.Minimal + $"      delimiter_hex: \"{hex}\"\n").Options!);
                return Config.Load(printed).Options!.Tcp.Servers[0].Delimiter.Span.SequenceEqual(delimiter);
            },
            iter: 100, threads: 1);

    [Theory]
    [InlineData("DB_PASSWORD", "hunter2", SecretNames.Mask)]
    [InlineData("mysql_passwd", "hunter2", SecretNames.Mask)]
    [InlineData("CLIENT_SECRET", "hunter2", SecretNames.Mask)]
    [InlineData("API_TOKEN", "hunter2", SecretNames.Mask)]
    [InlineData("APP_KEY", "hunter2", SecretNames.Mask)]
    [InlineData("AWS_CREDENTIALS", "hunter2", SecretNames.Mask)]
    [InlineData("DATABASE_URL", "pg://u:hunter2@h:5/d", "pg://u:" + SecretNames.Mask + "@h:5/d")]
    [InlineData("API_TOKEN", "", "")]
    [InlineData("APP_ENV", "prod", "prod")]
    [InlineData("APP_URL", "https://h:5/d", "https://h:5/d")]
    public void SecretVariable_isMasked(string name, string value, string shown)
    {
        var printed = Print(Config.Valid(Config.Minimal, $"server.env.{name}={value}", "server.on_init.command=x", $"server.on_init.env.{name}={value}"));
        Assert.Equal(2, printed.Split('\n').Count(line => line.Trim() == $"{name.ToUpperInvariant()}: \"{shown}\""));
        Assert.DoesNotContain("hunter2", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretArgument_isMasked() =>
        Assert.Contains($"command: [\"php\", \"--token={SecretNames.Mask}\", \"--name=x\"]", Print(Config.Valid(Config.Minimal, "server.command=php --token=abc --name=x")), StringComparison.Ordinal);

    private static string Print(ServiceOptions options)
    {
        using var writer = new StringWriter();
        EffectiveConfiguration.Write(options, writer);
        return writer.ToString();
    }
}
