using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>The headers put in front of a message: where it goes, and how it came (RFC 5321, 4.4).</summary>
internal static class TraceHeaders
{
    public static byte[] Make(Envelope envelope, ClientIdentity client, string host, string id, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Return-Path: <{envelope.Sender}>\r\n");
        foreach (var recipient in envelope.Recipients)
        {
            text.Append(CultureInfo.InvariantCulture, $"Delivered-To: {recipient}\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Received: from {Name(client.Name)} ({Address(client.RemoteAddress)})\r\n");
        text.Append(CultureInfo.InvariantCulture, $"\tby {host} with {Protocol(envelope, client)} id {id};\r\n");
        text.Append(CultureInfo.InvariantCulture, $"\t{now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // RFC 3848 and RFC 6531 name the ways.
    private static string Protocol(Envelope envelope, ClientIdentity client) =>
        (client.Extended, envelope.International, client.Encrypted) switch
        {
            (_, true, true) => "UTF8SMTPS",
            (_, true, false) => "UTF8SMTP",
            (true, _, true) => "ESMTPS",
            (true, _, false) => "ESMTP",
            _ => "SMTP",
        };

    // A client may call itself anything; here it must not look like more of the header than a name.
    private static string Name(string? name) =>
        string.Concat((name ?? "unknown").Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '[' or ']' or ':' ? c : '?'));

    private static string Address(string remote)
    {
        if (!IPEndPoint.TryParse(remote, out var end))
        {
            return "local"; // A unix socket's client has no address.
        }

        var address = end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";
    }
}
