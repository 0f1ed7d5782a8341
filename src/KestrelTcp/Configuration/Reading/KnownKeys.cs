namespace KestrelTcp.Configuration.Reading;

/// <summary>
/// The one table of every key of <c>.rr.yaml</c>: suggestions for misspelt keys come from it, readers may ask for nothing that is not in it,
/// and docs/rr.schema.json is held against it.
/// </summary>
internal static class KnownKeys
{
    public static readonly KnownSection Supervisor = new(
        Value("watch_tick"), Value("ttl"), Value("idle_ttl"), Value("exec_ttl"), Value("max_worker_memory"));

    public static readonly KnownSection DynamicAllocator = new(
        Value("max_workers"), Value("spawn_rate"), Value("idle_timeout"));

    public static readonly KnownSection Pool = new(
        Value("debug"), Value("command"), Value("num_workers"), Value("max_jobs"), Value("max_queue_size"),
        Value("allocate_timeout"), Value("destroy_timeout"), Value("reset_timeout"), NoEffect("stream_timeout"),
        Part("supervisor", Supervisor), Part("dynamic_allocator", DynamicAllocator),
        Value("dispatch"), Value("prefetch"), Value("fence"));

    public static readonly KnownSection UnixSocket = new(Value("mode"), Value("uid"), Value("gid"));

    public static readonly KnownSection ConnectionRate = new(Value("permits"), Value("window"));

    public static readonly KnownSection Length = new(
        Value("prefix"), Value("endian"), Value("includes_prefix"), Value("offset"), Value("strip"), Value("size"));

    public static readonly KnownSection Tls = new(
        Value("cert"), Value("key"), Value("root_ca"), Value("client_auth_type"), Value("mode"), Value("min_version"), Value("handshake_timeout"));

    public static readonly KnownSection TcpServer = new(
        Value("addr"), Value("framing"), Value("delimiter"), Value("delimiter_hex"), Part("length", Length),
        Value("read_buf_size"), Value("max_message_size"),
        Value("idle_timeout"), Value("first_message_timeout"), Value("write_timeout"),
        Value("max_connections"), Value("max_connections_per_ip"), Part("connection_rate_per_ip", ConnectionRate),
        Value("allow"), Value("deny"), Value("proxy_protocol"), Value("proxy_trusted"), Part("tls", Tls),
        Part("unix_socket", UnixSocket), Value("backlog"), Value("no_delay"), Value("keep_alive"), Value("reuse_port"),
        Part("pool", Pool));

    public static readonly KnownSection Tcp = new(
        Named("servers", TcpServer), Value("read_buf_size"), Value("max_connections"), Value("closed_event"), Part("pool", Pool));

    public static readonly KnownSection OnInit = new(
        Value("command"), Value("exec_timeout"), Value("env"), Value("user"), Value("exit_on_error"));

    public static readonly KnownSection Server = new(
        Value("command"), Value("relay"), Value("relay_timeout"), Value("user"), Value("group"), Value("env"), Part("on_init", OnInit));

    public static readonly KnownSection Rpc = new(Value("listen"));

    public static readonly KnownSection Status = new(Value("address"), Value("unavailable_status_code"), Value("check_timeout"));

    public static readonly KnownSection Collector = new(
        Value("type"), Value("namespace"), Value("subsystem"), Value("help"), Value("labels"), Value("buckets"), Value("objectives"));

    public static readonly KnownSection Metrics = new(Value("address"), Named("collect", Collector));

    public static readonly KnownSection LogFile = new(
        Value("log_output"), Value("max_size"), Value("max_age"), Value("max_backups"), Value("compress"));

    public static readonly KnownSection LogChannel = new(
        Value("mode"), Value("level"), Value("encoding"), Value("output"), Value("err_output"), Value("line_ending"),
        Part("file_logger_options", LogFile));

    public static readonly KnownSection Logs = new([.. LogChannel.Keys, Named("channels", LogChannel)]);

    public static readonly KnownSection Endure = new(
        Value("grace_period"), NoEffect("log_level"), NoEffect("print_graph"), NoEffect("watchdog_sec"));

    public static readonly KnownSection KvConfig = new(Value("interval"), Value("max_items"), Value("max_bytes"));

    public static readonly KnownSection KvStorage = new(Value("driver"), Part("config", KvConfig));

    public static readonly KnownSection Root = new(
        Value("version"), Value("include"), Part("server", Server), Part("tcp", Tcp), Part("rpc", Rpc), Part("status", Status),
        Part("metrics", Metrics), Part("logs", Logs), Part("endure", Endure), Named("kv", KvStorage),
        new KnownKey("cluster", KeySupport.Ignored));

    /// <summary>Sections of RoadRunner's other plugins, so that a file made for it is not called misspelt.</summary>
    public static readonly IReadOnlySet<string> OtherPlugins = new HashSet<string>
    {
        "amqp", "app_logger", "app-logger", "beanstalk", "boltdb", "broadcast", "centrifuge", "fileserver", "google_pub_sub", "grpc", "headers", "http",
        "informer", "jobs", "kafka", "lock", "memcached", "memory", "nats", "otel", "redis", "reload", "resetter", "service", "sqs", "static", "temporal",
        "websockets",
    };

    private static KnownKey Value(string name) => new(name);

    private static KnownKey NoEffect(string name) => new(name, KeySupport.NoEffect);

    private static KnownKey Part(string name, KnownSection section) => new(name, Section: section);

    private static KnownKey Named(string name, KnownSection section) => new(name, Section: section, Named: true);
}
