using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>The values of each section, and what the file as a whole must have.</summary>
public sealed class SectionTests
{
    [Theory]
    [InlineData("version: 3", 1, 10, "the version 3 is a number, and must be a text", "quote it: version: \"3\"")]
    [InlineData("version: 2.7", 1, 10, "the version 2.7 is a number, and must be a text", "quote it: version: \"2.7\"")]
    [InlineData("version: \"2\"", 1, 10, "the version \"2\" is not known", "use \"3\"")]
    [InlineData("version: ''", 1, 10, "the version \"\" is not known", "use \"3\"")]
    [InlineData("version:", 1, 1, "the version is empty", "put version: \"3\" at the top")]
    [InlineData("version: [3]", 1, 10, "the version is a list", "put version: \"3\" at the top")]
    [InlineData("# none", 1, 1, "the version is missing", "put version: \"3\" at the top")]
    public void Version_thatIsWrong_isAnError(string line, int row, int column, string what, string cure)
    {
        var problem = Config.OnlyProblem(Config.Minimal.Replace("version: \"3\"", line, StringComparison.Ordinal));
        Assert.Equal((row, column, what), (problem.Line, problem.Column, problem.What));
        Assert.StartsWith(cure, problem.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server: {command: x}", "tcp", "there is no tcp section", 1)]
    [InlineData("tcp: {servers: {a: {addr: ':1'}}}", "server", "there is no server section", 1)]
    [InlineData("server: {command: x}\ntcp:", "tcp", "there is no tcp section", 3)]
    [InlineData("server: {command: x}\ntcp: {}", "tcp.servers", "no servers are registered", 3)]
    [InlineData("server: {command: x}\ntcp:\n  servers:", "tcp.servers", "no servers are registered", 4)]
    [InlineData("server: {command: x}\ntcp:\n  servers: {}", "tcp.servers", "no servers are registered", 4)]
    [InlineData("server: {command: x}\ntcp:\n  servers: [a]", "tcp.servers", "keys are expected below it, and here is a list", 4)]
    [InlineData("server: {command: x}\ntcp:\n  servers:\n    x:", "tcp.servers.x", "there is nothing below it", 5)]
    [InlineData("server: {command: x}\ntcp:\n  servers:\n    x: ':1'", "tcp.servers.x", "keys are expected below it, and here is a single value", 5)]
    [InlineData("server: {command: x}\ntcp:\n  servers:\n    x: {}", "tcp.servers.x.addr", "the address of the server x is empty", 5)]
    [InlineData("server: {command: x}\ntcp:\n  servers:\n    x:\n      addr: ''", "tcp.servers.x.addr", "the address of the server x is empty", 6)]
    [InlineData("server: {command: x}\ntcp:\n  servers:\n    '': {addr: ':1'}", "tcp.servers.", "the name is empty", 5)]
    [InlineData("server: {}\ntcp: {servers: {a: {addr: ':1'}}}", "server.command", "the command should not be empty", 2)]
    [InlineData("server:\n  command:\ntcp: {servers: {a: {addr: ':1'}}}", "server.command", "the command should not be empty", 3)]
    [InlineData("server:\n  command: ''\ntcp: {servers: {a: {addr: ':1'}}}", "server.command", "the command should not be empty", 3)]
    [InlineData("server:\n  command: []\ntcp: {servers: {a: {addr: ':1'}}}", "server.command", "the command should not be empty", 3)]
    [InlineData("server: {}\ntcp: {servers: {a: {addr: ':1', pool: {command: x}}, b: {addr: ':2'}}}", "server.command", "the command should not be empty", 2)]
    [InlineData("server:\n  command: php 'x\ntcp: {servers: {a: {addr: ':1'}}}", "server.command", "a single quote that is never closed", 3)]
    [InlineData("server: {command: x, relay: file}\ntcp: {servers: {a: {addr: ':1'}}}", "server.relay", "\"file\" is not a relay", 2)]
    [InlineData("server: {command: x, relay: 'tcp://x'}\ntcp: {servers: {a: {addr: ':1'}}}", "server.relay", "has no port", 2)]
    [InlineData("server: {command: x, env: [A]}\ntcp: {servers: {a: {addr: ':1'}}}", "server.env", "the environment is a map", 2)]
    [InlineData("server: {command: x, env: {A: [1]}}\ntcp: {servers: {a: {addr: ':1'}}}", "server.env.a", "a single value is expected", 2)]
    [InlineData("server: {command: x, env: {'A=B': 1}}\ntcp: {servers: {a: {addr: ':1'}}}", "server.env.a=b", "cannot be the name of a variable", 2)]
    [InlineData("server:\n  command: x\n  on_init: {}\ntcp: {servers: {a: {addr: ':1'}}}", "server.on_init.command", "the command should not be empty", 4)]
    [InlineData("server: {command: '${X'}\ntcp: {servers: {a: {addr: ':1'}}}", "server.command", "no closing brace", 2)]
    [InlineData("server: {command: x}\ntcp: {closed_event: close, servers: {a: {addr: ':1'}}}", "tcp.closed_event", "\"close\" is not one of the values", 3)]
    public void WholeFile_thatLacksSomething_isAnError(string yaml, string path, string what, int line)
    {
        var problem = Config.OnlyProblem("version: \"3\"\n" + yaml + "\n");
        Assert.Equal((ProblemSeverity.Error, path, line), (problem.Severity, problem.Path, problem.Line));
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Cure);
    }

    [Fact]
    public void UnknownKeyAfterInit_isAWarning()
    {
        var problem = Config.OnlyProblem("version: '3'\nserver:\n  command: x\n  after_init: {command: y}\ntcp: {servers: {a: {addr: ':1'}}}\n");
        Assert.Equal((ProblemSeverity.Warning, 4, "server.after_init"), (problem.Severity, problem.Line, problem.Path));
    }

    [Fact]
    public void SectionsOfOtherPlugins_areNamedInOneWarning()
    {
        var problem = Config.OnlyProblem(Config.Minimal + "http: {address: ':80'}\njobs: {}\ngrpc: {listen: '${NOT_SET}'}\n");
        Assert.Equal((ProblemSeverity.Warning, 8), (problem.Severity, problem.Line));
        Assert.EndsWith("http, jobs, grpc", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void ServerCommand_isNotNeeded_whenEveryPoolHasOne()
    {
        Config.Valid("version: '3'\nserver: {}\ntcp: {servers: {a: {addr: ':1', pool: {command: x}}}}\n");
        Config.Valid("version: '3'\nserver: {}\ntcp: {pool: {command: x}, servers: {a: {addr: ':1'}}}\n");
    }

    [Fact]
    public void ServerSection_isRead()
    {
        var server = Config.Valid("""
            version: "3"
            server:
              command: [php, "my worker.php"]
              relay: unix:///run/rr.sock
              relay_timeout: 5s
              user: 1000
              group: www-data
              env:
                - app_env: prod
                - Url: "a$$b"
                  empty:
              on_init: {command: "make all", exec_timeout: 0, env: {a: 1}, user: root, exit_on_error: yes}
            tcp: {servers: {a: {addr: ":1"}}}
            """).Server;
        Assert.Equal(["php", "my worker.php"], server.Command);
        Assert.Equal(("unix:///run/rr.sock", TimeSpan.FromSeconds(5), "1000", "www-data"), (server.Relay, server.RelayTimeout, server.User, server.Group));
        Assert.Equal([("APP_ENV", "prod"), ("URL", "a$b"), ("EMPTY", "")], server.Env.Select(variable => (variable.Key, variable.Value)));
        var init = Assert.IsType<OnInitOptions>(server.OnInit);
        Assert.Equal(["make", "all"], init.Command);
        Assert.Equal((TimeSpan.FromSeconds(60), "root", true, "1"), (init.ExecTimeout, init.User, init.ExitOnError, init.Env["A"]));
    }

    [Fact]
    public void TcpServer_isRead()
    {
        var options = Config.Valid("""
            version: "2.7"
            server: {command: x}
            tcp:
              read_buf_size: 2
              closed_event: CLOSED
              servers:
                a:
                  addr: unix:///run/a.sock
                  framing: Split
                  delimiter_hex: 00fF
                  read_buf_size: 64KB
                  max_message_size: 1GiB
                  idle_timeout: 5m
                  first_message_timeout: 1.5s
                  write_timeout: 10s
                  unix_socket: {mode: 0660, uid: 5, gid: 6}
                  backlog: 9
                  no_delay: false
                  keep_alive: off
                  pool: {num_workers: 3}
                b: {addr: "[::1]:9", reuse_port: true, delimiter: "é"}
                c: {addr: ":3", framing: LENGTH, max_message_size: 4, length: {prefix: 4}}
                d: {addr: ":4", framing: length, length: {prefix: 8, endian: Little, includes_prefix: yes, offset: 5, strip: true}}
                e: {addr: ":5", framing: fixed, max_message_size: 1KB, length: {size: 1KB}}
                f: {addr: ":6", framing: raw}
            """);
        Assert.Equal("CLOSED", options.Tcp.ClosedEvent);
        var a = options.Tcp.Servers[0];
        Assert.Equal(("/run/a.sock", FramingKind.Split, "00ff"), (a.Address.UnixPath, a.Framing, Convert.ToHexStringLower(a.Delimiter.Span)));
        Assert.Equal((64 << 10, 1L << 30, 9, false, false, false), (a.ReadBufferSize, a.MaxMessageSize, a.Backlog, a.NoDelay, a.KeepAlive, a.ReusePort));
        Assert.Equal((300.0, 1.5, 10.0), (a.IdleTimeout.TotalSeconds, a.FirstMessageTimeout.TotalSeconds, a.WriteTimeout.TotalSeconds));
        const UnixFileMode groupWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        Assert.Equal(new UnixSocketOptions { Mode = groupWrites, Uid = 5, Gid = 6 }, a.UnixSocket);
        Assert.Equal(3, a.Pool?.NumWorkers);
        var b = options.Tcp.Servers[1];
        Assert.Equal(
            [
                (FramingKind.Length, new LengthOptions { Prefix = 4, Endian = Endianness.Big }),
                (FramingKind.Length, new LengthOptions { Prefix = 8, Endian = Endianness.Little, IncludesPrefix = true, Offset = 5, Strip = true }),
                (FramingKind.Fixed, new LengthOptions { Size = 1024 }),
                (FramingKind.Raw, null),
            ],
            options.Tcp.Servers.Skip(2).Select(server => (server.Framing, server.Length)));
        Assert.Equal(("c3a9", 2 << 20, true), (Convert.ToHexStringLower(b.Delimiter.Span), b.ReadBufferSize, b.ReusePort));
    }

    [Fact]
    public void OldBufferSizeInBytes_isTakenAsBytes()
    {
        var result = Config.Load(Config.Minimal + "  read_buf_size: 50485760\n");
        Assert.Equal((ProblemSeverity.Warning, 8), (Assert.Single(result.Problems).Severity, result.Problems[0].Line));
        Assert.Equal(50485760, result.Options!.Tcp.Servers[0].ReadBufferSize);
    }

    [Fact]
    public void Pool_isRead()
    {
        var pool = Config.Valid(Config.Minimal + """
              pool:
                debug: true
                command: "php other.php"
                num_workers: "6"
                max_jobs: 100
                max_queue_size: 7
                allocate_timeout: 1s
                destroy_timeout: 2s
                reset_timeout: 3s
                dispatch: STICKY
                prefetch: 0
                fence: true
                supervisor: {watch_tick: 1s, ttl: 1h, idle_ttl: 2m, exec_ttl: 100ms, max_worker_memory: 128}
                dynamic_allocator: {max_workers: 3, spawn_rate: 2, idle_timeout: 5s}
            """).Tcp.Pool;
        Assert.Equal(["php", "other.php"], pool.Command!);
        Assert.Equal(
            new PoolOptions
            {
                Debug = true,
                Command = pool.Command,
                NumWorkers = 6,
                MaxJobs = 100,
                MaxQueueSize = 7,
                AllocateTimeout = TimeSpan.FromSeconds(1),
                DestroyTimeout = TimeSpan.FromSeconds(2),
                ResetTimeout = TimeSpan.FromSeconds(3),
                Dispatch = DispatchMode.Sticky,
                Prefetch = 0,
                Fence = FenceMode.On,
                Supervisor = new SupervisorOptions
                {
                    WatchTick = TimeSpan.FromSeconds(1),
                    Ttl = TimeSpan.FromHours(1),
                    IdleTtl = TimeSpan.FromMinutes(2),
                    ExecTtl = TimeSpan.FromMilliseconds(100),
                    MaxWorkerMemory = 128,
                },
                DynamicAllocator = new DynamicAllocatorOptions { MaxWorkers = 3, SpawnRate = 2, IdleTimeout = TimeSpan.FromSeconds(5) },
            },
            pool);
    }

    [Fact]
    public void Zero_inRoadRunnersKeys_isTheirDefault()
    {
        var pool = Config.Valid(Config.Minimal + """
              pool:
                num_workers: 0
                allocate_timeout: 0
                destroy_timeout: 0s
                reset_timeout: 0
                supervisor: {watch_tick: 0}
                dynamic_allocator: {max_workers: 0, spawn_rate: 0, idle_timeout: 0}
            """).Tcp.Pool;
        Assert.Equal(new PoolOptions { Supervisor = new SupervisorOptions(), DynamicAllocator = new DynamicAllocatorOptions() }, pool);
    }

    [Theory]
    [InlineData("status: {address: '127.0.0.1:2114', check_timeout: 5}", 5)]
    [InlineData("status: {address: '127.0.0.1:2114', check_timeout: 30s}", 30)]
    [InlineData("status: {address: '127.0.0.1:2114'}", 60)]
    [InlineData("status: {address: '127.0.0.1:2114', check_timeout: 0}", 60)]
    public void CheckTimeout_isSecondsOrADuration(string yaml, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Config.Valid(Config.Minimal + yaml).Status?.CheckTimeout);

    [Fact]
    public void Endpoints_areRead_andStatusAndMetricsMayShareAnAddress()
    {
        var options = Config.Valid(Config.Minimal + """
            rpc: {listen: "unix:///run/rpc.sock"}
            status: {address: "127.0.0.1:2114", unavailable_status_code: 500}
            metrics:
              address: "127.0.0.1:2114"
              collect:
                Jobs: {type: Histogram, namespace: app, subsystem: mail, help: "h", labels: [kind], buckets: [0.5, 1e1]}
                lag: {type: summary, objectives: [{0.5: 0.05}, {0.99: 0.001}]}
            endure: {grace_period: 5s}
            """);
        Assert.Equal(("unix:///run/rpc.sock", "/run/rpc.sock"), (options.Rpc?.ListenText, options.Rpc?.Listen.UnixPath));
        Assert.Equal((500, 2114), (options.Status!.UnavailableStatusCode, options.Status.Address.Port));
        var jobs = options.Metrics!.Collect["jobs"];
        Assert.Equal(("histogram", "app", "mail", "h"), (jobs.Type, jobs.Namespace, jobs.Subsystem, jobs.Help));
        Assert.Equal(["kind"], jobs.Labels);
        Assert.Equal([0.5, 10], jobs.Buckets);
        Assert.Equal([(0.5, 0.05), (0.99, 0.001)], options.Metrics.Collect["lag"].Objectives);
        Assert.Equal(5, options.Endure.GracePeriod.TotalSeconds);
    }

    [Fact]
    public void Channels_haveWhatTheyLeaveOutFromTheSection()
    {
        var logs = Config.Valid(Config.Minimal + """
            logs:
              mode: production
              level: warn
              encoding: console
              output: stdout
              file_logger_options: {log_output: all.log, max_size: 5, compress: true}
              channels:
                Server: {level: debug}
                rpc: {mode: off, output: stderr}
            """).Logs;
        Assert.Equal((LogMode.Production, LogSeverity.Warn, LogEncoding.Console, "stdout"), (logs.Mode, logs.Level, logs.Encoding, logs.Output));
        Assert.Equal(new LogFileOptions { LogOutput = "all.log", MaxSize = 5, Compress = true }, logs.File);
        var server = logs.Channels["server"];
        Assert.Equal((LogMode.Production, LogSeverity.Debug, "stdout", logs.File), (server.Mode, server.Level, server.Output, server.File));
        var rpc = logs.Channels["rpc"];
        Assert.Equal((LogMode.Off, LogSeverity.Warn, "stderr", null), (rpc.Mode, rpc.Level, rpc.Output, rpc.File));
    }

    [Theory]
    [InlineData("addr: ':1'", "addr: ':1'", true)]
    [InlineData("addr: ':1'", "addr: '127.0.0.1:1'", true)]
    [InlineData("addr: '[::]:1'", "addr: 'tcp://LOCALHOST:1'", true)]
    [InlineData("addr: 'unix:///a'", "addr: 'unix:///a'", true)]
    [InlineData("{addr: ':1', reuse_port: true}", "addr: ':1'", true)]
    [InlineData("{addr: ':1', reuse_port: true}", "{addr: ':1', reuse_port: true}", false)]
    [InlineData("addr: ':1'", "addr: ':2'", false)]
    [InlineData("addr: ':0'", "addr: ':0'", false)]
    [InlineData("addr: '127.0.0.1:1'", "addr: '127.0.0.2:1'", false)]
    public void TwoServers_atOneAddress_areAnError_unlessBothShareThePort(string first, string second, bool clash)
    {
        static string Map(string text) => text[0] == '{' ? text : $"{{{text}}}";
        var result = Config.Load($"version: '3'\nserver: {{command: x}}\ntcp:\n  servers:\n    a: {Map(first)}\n    b: {Map(second)}\n");
        Assert.Equal(clash ? [("tcp.servers.b.addr", 6)] : [], result.Problems.Select(problem => (problem.Path, problem.Line)));
        if (clash)
            Assert.Contains("already used by tcp.servers.a.addr", result.Problems[0].What, StringComparison.Ordinal);
    }
}
