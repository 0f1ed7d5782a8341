using System.Text;

namespace KestrelTcp.Worker;

/// <summary>What the server is to do with the connection whose event was handled. The default value is <see cref="Continue"/>.</summary>
/// <example>
/// <code>
/// return request.Event switch
/// {
///     TcpEvent.Connected => TcpAnswer.Write("hello\r\n"),
///     TcpEvent.Data => TcpAnswer.Write(request.Body),
///     _ => TcpAnswer.Continue,
/// };
/// </code>
/// </example>
public readonly struct TcpAnswer
{
    private readonly ReadOnlyMemory<byte> _body;

    private TcpAnswer(TcpAnswerKind kind, ReadOnlyMemory<byte> body = default, string? text = null)
    {
        Kind = kind;
        Text = text;
        _body = body;
    }

    /// <summary>Reads on; nothing is sent.</summary>
    public static TcpAnswer Continue => default;

    /// <summary>Closes the connection.</summary>
    public static TcpAnswer Close => new(TcpAnswerKind.Close);

    /// <summary>What is asked for.</summary>
    public TcpAnswerKind Kind { get; }

    /// <summary>The bytes to send; for <see cref="TcpAnswerKind.Error"/> the text. Text is UTF-8.</summary>
    public ReadOnlyMemory<byte> Body => Text is null ? _body : Encoding.UTF8.GetBytes(Text);

    /// <summary>The body when it was given as text: it is encoded straight into the outgoing buffer.</summary>
    internal string? Text { get; }

    /// <summary>Sends <paramref name="body"/> and reads on.</summary>
    /// <param name="body">Bytes for the client; must not change until the next event.</param>
    public static TcpAnswer Write(ReadOnlyMemory<byte> body) => new(TcpAnswerKind.Write, body);

    /// <summary>Sends <paramref name="text"/> in UTF-8 and reads on.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static TcpAnswer Write(string text) => new(TcpAnswerKind.Write, text: Checked(text));

    /// <summary>Sends <paramref name="body"/>, then closes; every byte reaches the client before the end.</summary>
    /// <param name="body">Bytes for the client; must not change until the next event.</param>
    public static TcpAnswer WriteClose(ReadOnlyMemory<byte> body) => new(TcpAnswerKind.WriteClose, body);

    /// <summary>Sends <paramref name="text"/> in UTF-8, then closes; every byte reaches the client before the end.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static TcpAnswer WriteClose(string text) => new(TcpAnswerKind.WriteClose, text: Checked(text));

    /// <summary>Sends <paramref name="body"/> in the clear, then begins the TLS handshake.</summary>
    /// <remarks>Only where the server's <c>tls.mode</c> is <c>starttls</c>; elsewhere the connection is closed.</remarks>
    /// <param name="body">Bytes for the client; must not change until the next event.</param>
    public static TcpAnswer StartTls(ReadOnlyMemory<byte> body) => new(TcpAnswerKind.StartTls, body);

    /// <summary>Sends <paramref name="text"/> in UTF-8 and in the clear, then begins the TLS handshake.</summary>
    /// <inheritdoc cref="StartTls(ReadOnlyMemory{byte})" path="/remarks"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static TcpAnswer StartTls(string text) => new(TcpAnswerKind.StartTls, text: Checked(text));

    /// <summary>Closes the connection; the server logs <paramref name="text"/> with this worker's pid.</summary>
    /// <param name="text">What went wrong; the client never sees it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static TcpAnswer Error(string text) => new(TcpAnswerKind.Error, text: Checked(text));

    private static string Checked(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text;
    }
}
