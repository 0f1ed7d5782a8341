using System.Text;
using KestrelTcp.BuiltinWorkers;
using KestrelTcp.BuiltinWorkers.Smtp;
using KestrelTcp.Worker;

namespace KestrelTcp.Tests.BuiltinWorkers;

/// <summary>An smtp worker with a mailbox of its own, spoken to as the server does: one request after the other.</summary>
internal sealed class TemporaryMailbox : IDisposable
{
    public const string Begin = "EHLO client.example\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n";

    private const string _memory = "/dev/shm"; // Hundreds of deliveries that each wait for a disk would take half a minute.

    private readonly SmtpWorker _worker;

    public TemporaryMailbox(Func<SmtpSettings, SmtpSettings>? change = null)
    {
        Folder = Path.Combine(Directory.Exists(_memory) ? _memory : Path.GetTempPath(), $"kt-mail-{Guid.NewGuid():N}");
        var settings = new SmtpSettings { Mailbox = Folder, HostName = "mx.test" };
        _worker = new SmtpWorker(change?.Invoke(settings) ?? settings);
        _worker.Prepare();
    }

    public string Folder { get; }

    public string[] New => Directory.GetFiles(Path.Combine(Folder, "new"));

    public string[] Temporary => Directory.GetFiles(Path.Combine(Folder, "tmp"));

    /// <summary>The only message there is, as stored.</summary>
    public string Stored => Encoding.Latin1.GetString(File.ReadAllBytes(New.Single()));

    /// <summary>The only message there is, as the client gave it.</summary>
    public string Message => Stored[(Stored.IndexOf("+0000\r\n", StringComparison.Ordinal) + 7)..];

    public string Connect(string uuid = "1", string remote = "192.0.2.1:1234", bool tls = false) => Text(_worker.Answer(new TcpRequest
    {
        Event = TcpEvent.Connected,
        Uuid = uuid,
        Server = "smtp",
        RemoteAddress = remote,
        Tls = tls ? new TcpTlsInfo("1.3", null, null, null) : null,
    }));

    /// <summary>One DATA event.</summary>
    /// <returns>The replies; a closing answer ends in "[closed]".</returns>
    public string Send(string text, string uuid = "1") => Send(Encoding.Latin1.GetBytes(text), uuid);

    public string Send(byte[] bytes, string uuid = "1") => Text(_worker.Answer(Request(TcpEvent.Data, uuid, bytes)));

    public void Drop(string uuid = "1") => _worker.Answer(Request(TcpEvent.Closed, uuid, []));

    public void Dispose()
    {
        _worker.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static TcpRequest Request(TcpEvent kind, string uuid, byte[] body) =>
        new() { Event = kind, Uuid = uuid, Server = "smtp", RemoteAddress = "192.0.2.1:1234", Body = body };

    private static string Text(TcpAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span) + (answer.Kind switch
    {
        TcpAnswerKind.WriteClose => "[closed]",
        TcpAnswerKind.Write or TcpAnswerKind.Continue => "",
        _ => $"[{answer.Kind}]",
    });
}
