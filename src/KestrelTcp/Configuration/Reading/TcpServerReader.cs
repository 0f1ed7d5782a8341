using System.Globalization;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>One entry of <c>tcp.servers</c> to <see cref="TcpServerOptions"/>.</summary>
internal static class TcpServerReader
{
    /// <summary>What a server's map must at least hold.</summary>
    public const string AddressCure = "give its address, such as addr: tcp://127.0.0.1:9000";

    private const long MaxReadBufferMegabytes = 100;

    private static readonly TcpServerOptions Defaults = new() { Name = "", Address = new ListenAddress() };

    public static TcpServerOptions Read(string name, SectionReader section, int readBufferSize)
    {
        var address = section.Address("addr");
        if (section.Value("addr") is null)
            section.Error("addr", $"the address of the server {name} is empty", AddressCure);

        var server = (section.WithFraming(Defaults) with
        {
            Name = name,
            Address = address ?? Defaults.Address,
            ReadBufferSize = ReadBufferSize(section, readBufferSize),
            WriteTimeout = WriteTimeout(section),
            IdleTimeout = section.Duration("idle_timeout", Defaults.IdleTimeout, BareInteger.Refused),
            FirstMessageTimeout = section.Duration("first_message_timeout", Defaults.FirstMessageTimeout, BareInteger.Refused),
            MaxConnections = section.Integer("max_connections", Defaults.MaxConnections, 0, int.MaxValue),
            Backlog = section.Integer("backlog", Defaults.Backlog, 1, 65535),
            NoDelay = section.Boolean("no_delay", Defaults.NoDelay),
            KeepAlive = section.Boolean("keep_alive", Defaults.KeepAlive),
            ReusePort = section.Boolean("reuse_port", Defaults.ReusePort),
            Tls = section.Section("tls") is { } tls ? TlsReader.Read(tls) : null,
            UnixSocket = section.Section("unix_socket") is { } socket ? UnixSocket(socket) : null,
            Pool = section.Section("pool") is { } pool ? PoolReader.Read(pool) : null,
        }).WithEdge(section);

        if (server.UnixSocket is not null && address is { UnixPath: null })
            section.Warn("unix_socket", "it has no effect: addr is not a unix socket", "remove it, or use an address such as unix:///run/app.sock");

        if (server.ReusePort && address is { UnixPath: not null })
            section.Error("reuse_port", "a unix socket cannot be shared", "remove it, or listen on a TCP port");

        return server;
    }

    /// <summary>In MB as documented, unless the number can only be the bytes of RoadRunner's older versions.</summary>
    public static int ReadBufferSize(SectionReader section, int fallback)
    {
        const string key = "read_buf_size";
        if (section.Value(key) is not { } text)
            return fallback;

        var withUnit = !text.All(c => char.IsAsciiDigit(c) || c is '-' or '+');
        if (!ByteSize.TryParse(text, out var size))
            section.Error(key, $"\"{text}\" is not a number of MB", $"give a number from 1 to {MaxReadBufferMegabytes}");
        else if (size <= 0)
            section.Error(key, $"the buffer must be more than 0, and it is {text}", "give MB from 1 (the default) to 100");
        else if (size > int.MaxValue)
            section.Error(key, $"{text} is too large", $"give MB from 1 to {MaxReadBufferMegabytes}");
        else if (withUnit)
            return (int)size;
        else if (size <= MaxReadBufferMegabytes)
            return (int)(size << 20);
        else
            return InBytes(section, key, (int)size);

        return fallback;
    }

    private static int InBytes(SectionReader section, string key, int size)
    {
        var megabytes = Math.Max(1, (size + (1L << 19)) >> 20);
        section.Warn(
            key, $"{size} is more than {MaxReadBufferMegabytes} MB and is taken as bytes, as older versions of RoadRunner did",
            $"write {megabytes.ToString(CultureInfo.InvariantCulture)} for MB");
        return size;
    }

    private static TimeSpan WriteTimeout(SectionReader section)
    {
        var timeout = section.Duration("write_timeout", Defaults.WriteTimeout, BareInteger.Refused);
        if (timeout > TimeSpan.Zero)
            return timeout;

        section.Error("write_timeout", "it must be more than 0: a client that takes nothing would be kept for ever", "give a duration, such as 60s (the default)");
        return Defaults.WriteTimeout;
    }

    private static UnixSocketOptions UnixSocket(SectionReader section) => new()
    {
        Mode = Mode(section),
        Uid = Id(section, "uid"),
        Gid = Id(section, "gid"),
    };

    private static uint? Id(SectionReader section, string key) =>
        section.Value(key) is null ? null : (uint)section.Integer(key, 0L, 0, uint.MaxValue - 1L);

    private static UnixFileMode? Mode(SectionReader section)
    {
        if (section.Value("mode") is not { } text)
            return null;

        var digits = text.StartsWith("0o", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (digits.Length is > 0 and <= 4 && digits.All(c => c is >= '0' and <= '7') && Convert.ToInt32(digits, 8) is var mode and <= 0x1ff)
            return (UnixFileMode)mode;

        section.Error("mode", $"\"{text}\" is not a file mode", "give it in octal, such as \"0660\"");
        return null;
    }
}
