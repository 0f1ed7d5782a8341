using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>
/// Every mistake, put into a file that is right but for it: where it is told, what is wrong, the cure. A row's line is the file's line 8,
/// within the server, and what follows a semicolon the line after it; a row that begins with a key of the top level stands there on its own.
/// </summary>
public sealed class MistakeTests
{
    [Theory]
    // A server.
    [InlineData("read_buf_size: 0", "must be more than 0", "MB from 1")]
    [InlineData("read_buf_size: -1", "must be more than 0", "MB from 1")]
    [InlineData("read_buf_size: lots", "is not a number of MB", "from 1 to 100")]
    [InlineData("read_buf_size: 99999999999", "too large", "from 1 to 100")]
    [InlineData("max_message_size: 0", "must be more than 0, and it is 0", "64MB is the default")]
    [InlineData("max_message_size: -5", "must be more than 0", "64MB is the default")]
    [InlineData("max_message_size: 5XB", "is not a size", "10MB or 1GiB")]
    [InlineData("max_message_size: 3GB", "too large", "at most")]
    [InlineData("delimiter: ''", "the delimiter is empty", "at least one byte")]
    [InlineData("delimiter_hex: ''", "the delimiter is empty", "at least one byte")]
    [InlineData("delimiter_hex: 0dx", "is not bytes in hexadecimal", "two digits")]
    [InlineData("delimiter_hex: '0'", "is not bytes in hexadecimal", "two digits")]
    [InlineData("framing: lines", "not one of the values", "fixed or raw")]
    [InlineData("framing: length", "needs the key length", "length: {prefix: 4}")]
    [InlineData("framing: fixed", "needs the key length", "length: {size: 64}")]
    [InlineData("length: {prefix: 4}", "framing is not given", "framing: length")]
    [InlineData("length: 4; framing: length", "keys are expected below it", "lines of their own")]
    [InlineData("length: {prefix: 3}; framing: length", "\"3\" is not one of the values", "1, 2, 4 or 8")]
    [InlineData("length: {}; framing: length", "it is not given", "length: {prefix: 4}")]
    [InlineData("length: {offset: 2, prefix: }; framing: length", "it is not given", "length: {prefix: 4}")]
    [InlineData("length: {prefix: 2, endian: middle}; framing: length", "not one of the values", "big or little")]
    [InlineData("length: {prefix: 2, offset: -1}; framing: length", "out of range", "from 0 to 65535")]
    [InlineData("length: {prefix: 2, strip: maybe}; framing: length", "is not a switch", "true or false")]
    [InlineData("length: {}; framing: fixed", "it is not given", "length: {size: 64}")]
    [InlineData("length: {size: 0}; framing: fixed", "must be more than 0", "give at least 1")]
    [InlineData("length: {size: 3GB}; framing: fixed", "too large", "at most")]
    [InlineData("length: {size: 65MB}; framing: fixed", "max_message_size is 64MB, and a record alone has 65MB", "set max_message_size to 65MB")]
    [InlineData("max_message_size: 9; length: {size: 10}; framing: fixed", "a record alone has 10", "max_message_size to 10")]
    [InlineData("max_message_size: 9; length: {prefix: 8, offset: 2}; framing: length", "the head of a record alone has 10", "max_message_size to 10")]
    [InlineData("idle_timeout: 30", "has no unit", "write 30s")]
    [InlineData("idle_timeout: -3s", "is negative", "0 or more")]
    [InlineData("first_message_timeout: soon", "is not a duration", "500ms, 30s")]
    [InlineData("first_message_timeout: 5", "has no unit", "write 5s")]
    [InlineData("write_timeout: 5", "has no unit", "write 5s")]
    [InlineData("write_timeout: 0", "must be more than 0", "60s (the default)")]
    [InlineData("backlog: 0", "out of range", "from 1 to 65535")]
    [InlineData("backlog: many", "is not a whole number", "from 1 to 65535")]
    [InlineData("no_delay: perhaps", "is not a switch", "true or false")]
    [InlineData("unix_socket: {mode: rw}", "is not a file mode", "in octal")]
    [InlineData("unix_socket: {mode: '7777'}", "is not a file mode", "in octal")]
    [InlineData("unix_socket: {uid: root}", "is not a whole number", "whole number from 0")]
    [InlineData("keep_alive: [true]", "single value is expected, and here is a list", "one value")]
    [InlineData("pool: 4", "keys are expected below it", "lines of their own")]
    // Who may connect.
    [InlineData("max_connections_per_ip: -1", "out of range", "from 0 on")]
    [InlineData("connection_rate_per_ip: 5", "keys are expected below it", "lines of their own")]
    [InlineData("connection_rate_per_ip: {permits: 5}", "window is not given", "{permits: 10, window: 1m}")]
    [InlineData("connection_rate_per_ip: {window: 5s}", "permits is not given", "{permits: 10, window: 1m}")]
    [InlineData("connection_rate_per_ip: {permits: 0, window: 5s}", "out of range", "from 1 to 1000000")]
    [InlineData("connection_rate_per_ip: {permits: 5, window: 0}", "must be more than 0", "such as 1m")]
    [InlineData("connection_rate_per_ip: {permits: 5, window: 60}", "has no unit", "write 60s")]
    [InlineData("allow: [10.0.0.0/8, office]", "\"office\" is not an address or network", "names are not looked up")]
    [InlineData("allow: ['']", "is not an address or network", "10.0.0.0/8")]
    [InlineData("allow: [[10.0.0.0/8]]", "single value is expected", "each item")]
    [InlineData("deny: 10.0.0.0/33", "\"33\" in \"10.0.0.0/33\" is not the length of a prefix", "from 0 to 32, as in 10.0.0.0/32")]
    [InlineData("deny: [10.0.0.1/8]", "has bits behind its prefix of 8", "write 10.0.0.0/8 for the network, or 10.0.0.1 for the one address")]
    [InlineData("proxy_protocol: v2", "not one of the values", "off, on or optional")]
    [InlineData("proxy_protocol: optional", "anybody could pretend to be any client", "proxy_trusted: [10.0.0.0/8]")]
    [InlineData("proxy_trusted: {a: b}", "single value is expected", "each item")]
    // Encryption.
    [InlineData("tls: {}", "certificate is missing", "path of a PEM file")]
    [InlineData("tls: {cert: a, min_version: 1.1}", "below 1.2 can be broken", "update the clients")]
    [InlineData("tls: {cert: a, min_version: tls}", "not one of the values", "1.2")]
    [InlineData("tls: {cert: a, mode: later}", "not one of the values", "implicit or starttls")]
    [InlineData("tls: {cert: a, handshake_timeout: 0s}", "must be more than 0", "10s")]
    [InlineData("tls: {cert: a, client_auth_type: require}", "not one of the values", "require_and_verify_client_cert")]
    [InlineData("tls: {cert: a, client_auth_type: verify_client_cert_if_given}", "nothing to verify", "as root_ca")]
    // A pool.
    [InlineData("pool: {num_workers: 501}", "501 is out of range", "from 0 to 500")]
    [InlineData("pool: {num_workers: -1}", "-1 is out of range", "from 0 to 500")]
    [InlineData("pool: {num_workers: 1.5}", "is not a whole number", "from 0 to 500")]
    [InlineData("pool: {max_jobs: -1}", "out of range", "from 0 on")]
    [InlineData("pool: {max_queue_size: -1}", "out of range", "from 0 on")]
    [InlineData("pool: {allocate_timeout: 1 minute}", "is not a duration", "1h30m")]
    [InlineData("pool: {command: ''}", "should not be empty", "php worker.php")]
    [InlineData("pool: {command: []}", "should not be empty", "php worker.php")]
    [InlineData("pool: {command: [[a]]}", "single value is expected", "each item")]
    [InlineData("pool: {dispatch: random}", "not one of the values", "any or sticky")]
    [InlineData("pool: {prefetch: -1}", "neither auto nor a number", "write auto")]
    [InlineData("pool: {prefetch: 1025}", "neither auto nor a number", "to 1024")]
    [InlineData("pool: {fence: maybe}", "not one of the values", "auto, on or off")]
    [InlineData("pool: {supervisor: {exec_ttl: x}}", "is not a duration", "30s")]
    [InlineData("pool: {supervisor: {max_worker_memory: 128MB}}", "is not a whole number", "from 0")]
    [InlineData("pool: {num_workers: 500, dynamic_allocator: {max_workers: 1549}}", "out of range", "from 0 to 1548")]
    // The other sections.
    [InlineData("rpc: {listen: nowhere}", "has no port", "nowhere:9000")]
    [InlineData("rpc: {listen: 'tcp://127.0.0.1:1025'}", "already used by tcp.servers.smtp.addr", "address of its own")]
    [InlineData("status: {}", "the address is empty", "127.0.0.1:2114")]
    [InlineData("status: {address: 'unix:///x.sock'}", "TCP addresses only", "127.0.0.1:2114")]
    [InlineData("status: {address: ':1', unavailable_status_code: 42}", "out of range", "from 100 to 599")]
    [InlineData("status: {address: ':1', check_timeout: x}", "is not a duration", "30s")]
    [InlineData("metrics: {address: 'http://x:1'}", "has a scheme", "host:port")]
    [InlineData("metrics: {collect: {a: }}", "there is nothing below it", "type: counter")]
    [InlineData("metrics: {collect: {a: {}}}", "the type is not given", "histogram, gauge, counter or summary")]
    [InlineData("metrics: {collect: {a: {type: x}}}", "not one of the values", "histogram, gauge, counter or summary")]
    [InlineData("metrics: {collect: {a-b: {type: gauge}}}", "cannot be the name of a metric", "underscores")]
    [InlineData("metrics: {collect: {a: {type: gauge, namespace: 1x}}}", "cannot be part of a metric's name", "underscores")]
    [InlineData("metrics: {collect: {a: {type: gauge, labels: [a-b]}}}", "cannot be the name of a label", "underscores")]
    [InlineData("metrics: {collect: {a: {type: gauge, labels: [a, a]}}}", "a label is named twice", "each once")]
    [InlineData("metrics: {collect: {a: {type: histogram, buckets: [1, x]}}}", "is not a number", "[0.1, 0.5, 1]")]
    [InlineData("metrics: {collect: {a: {type: histogram, buckets: [1, 1]}}}", "not above the bucket before", "rising order")]
    [InlineData("metrics: {collect: {a: {type: summary, objectives: [{2: 0.1}]}}}", "not a quantile", "0.99: 0.001")]
    [InlineData("metrics: {collect: {a: {type: summary, objectives: [0.5]}}}", "not a quantile", "0.99: 0.001")]
    [InlineData("logs: {mode: loud}", "not one of the values", "development, production, raw, off or none")]
    [InlineData("logs: {level: trace}", "not one of the values", "debug, info, warn, error or panic")]
    [InlineData("logs: {encoding: xml}", "not one of the values", "console or json")]
    [InlineData("logs: {channels: {tcp: {level: trace}}}", "not one of the values", "debug, info, warn, error or panic")]
    [InlineData("logs: {file_logger_options: {}}", "file to write to is not given", "app.log")]
    [InlineData("endure: {grace_period: x}", "is not a duration", "30s")]
    // Whole of the file.
    [InlineData("rpc: [1]", "keys are expected below it, and here is a list", "lines of their own")]
    [InlineData("tcp_server: &a [*b]", "the alias *b has no anchor", "indentation")]
    public void Mistake_isAnErrorWithItsLineAndCure(string line, string what, string cure) =>
        AssertOnly(ProblemSeverity.Error, line, what, cure);

    [Theory]
    [InlineData("read_buf_size: 50485760", "taken as bytes", "write 48 for MB")]
    [InlineData("read_buf_size: 101", "taken as bytes", "write 1 for MB")]
    [InlineData("length: {size: 4}; framing: raw", "no effect with framing raw", "framing: fixed")]
    [InlineData("length: {prefix: 2}; framing: batch", "no effect with framing batch", "framing: length")]
    [InlineData("length: {prefix: 2, size: 4}; framing: length", "no effect with framing length", "remove it")]
    [InlineData("length: {size: 4, offset: 1}; framing: fixed", "no effect with framing fixed", "remove it")]
    [InlineData("length: {prefix: 2, prefx: 2}; framing: length", "not known", "did you mean \"prefix\"?")]
    [InlineData("delimiter: x; framing: raw", "no effect: framing raw knows no delimiter", "framing: split")]
    [InlineData("delimiter_hex: 00; framing: fixed; length: {size: 1}", "no effect: framing fixed knows no delimiter", "framing: split")]
    [InlineData("delimeter: x", "not known", "did you mean \"delimiter\"?")]
    [InlineData("max_mesage_size: 5MB", "not known", "did you mean \"max_message_size\"?")]
    [InlineData("colour: red", "not known", "docs/configuration.md")]
    [InlineData("tls: {cert: a, root_ca: b, client_auth_type: request_client_cert}", "no client's certificate is verified", "require_and_verify_client_cert")]
    [InlineData("unix_socket: {mode: '0600'}", "has no effect: addr is not a unix socket", "unix:///run/app.sock")]
    [InlineData("proxy_protocol: on", "everybody who can connect is trusted", "proxy_trusted: [10.0.0.0/8]")]
    [InlineData("proxy_trusted: [10.0.0.0/8]", "no effect: proxy_protocol is off", "to on or optional")]
    [InlineData("idle_timeout: 9000h", "taken as 49 days", "1176h")]
    [InlineData("pool: {allocate_timeout: 60}", "60 without a unit is nanoseconds", "write 60s")]
    [InlineData("pool: {supervisor: {exec_ttl: 5}}", "5 without a unit is nanoseconds", "write 5s")]
    [InlineData("pool: {dynamic_allocator: {idle_timeout: 999ms}}", "taken as 1m", "at least 1s")]
    [InlineData("pool: {dynamic_allocator: {spawn_rate: 101}}", "more than 100", "at most 100")]
    [InlineData("pool: {stream_timeout: 5s}", "has no effect", "remove it")]
    [InlineData("pool: {fence: off, prefetch: 4}", "no effect when fence is off", "auto")]
    [InlineData("pool: {num_wrokers: 4}", "not known", "did you mean \"num_workers\"?")]
    [InlineData("metrics: {collect: {a: {type: gauge, buckets: [1]}}}", "no effect for a gauge", "histogram")]
    [InlineData("endure: {log_level: error}", "has no effect", "remove it")]
    [InlineData("endure: {grace_period: 30}", "nanoseconds", "write 30s")]
    [InlineData("kv: {local: {driver: redis}}", "does not have the driver redis", "driver: memory")]
    [InlineData("cluster: {instance: a}", "does not have it", "remove it")]
    [InlineData("http: {address: ':80'}", "ignored: http", "remove them")]
    [InlineData("sattus: {address: ':80'}", "not known", "did you mean \"status\"?")]
    [InlineData("logs: {output: $NOWHERE}", "the variable NOWHERE is not set", "${NOWHERE:-value}")]
    public void Oddity_isAWarningWithItsLineAndCure(string line, string what, string cure) =>
        AssertOnly(ProblemSeverity.Warning, line, what, cure);

    private static void AssertOnly(ProblemSeverity severity, string line, string what, string cure)
    {
        var key = line[..line.IndexOf(':', StringComparison.Ordinal)];
        var onTop = key is "rpc" or "status" or "sattus" or "metrics" or "logs" or "endure" or "kv" or "cluster" or "http" or "tcp_server";
        var problems = Config.Load(Config.Minimal + (onTop ? line : "      " + line.Replace("; ", "\n      ", StringComparison.Ordinal))).Problems;
        // A mistake may be odd as well; what is only odd must not be a mistake.
        var problem = Assert.Single(problems, problem => problem.Severity == severity || problem.Severity == ProblemSeverity.Error);
        Assert.Equal(severity, problem.Severity);
        Assert.Equal(8, problem.Line);
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        Assert.Contains(cure, problem.Cure, StringComparison.Ordinal);
        if (problem.Path.Length > 0)
            Assert.StartsWith(onTop ? key : "tcp.servers.smtp." + key, problem.Path, StringComparison.Ordinal);
    }
}
