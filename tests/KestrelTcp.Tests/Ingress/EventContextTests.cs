using System.Text;
using System.Text.Json;
using KestrelTcp.Ingress;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>The context JSON byte by byte: workers in the field depend on it.</summary>
public sealed class EventContextTests
{
    private static readonly Guid _uuid = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    private static EventTails Plain { get; } = new EventContext("CLOSE").Tails(null, null);

    [Fact]
    public void Connected_hasTheKeysInTheirOrder() => Assert.Equal(
        """{"remote_addr":"127.0.0.1:50412","server":"smtp","uuid":"0f8fad5b-d9cb-469f-a165-70867728950e","event":"CONNECTED"}""",
        Json("127.0.0.1:50412", "smtp", Plain.Connected));

    [Fact]
    public void Data_hasTheKeysInTheirOrder() => Assert.Equal(
        """{"remote_addr":"[::1]:50412","server":"smtp","uuid":"0f8fad5b-d9cb-469f-a165-70867728950e","event":"DATA"}""",
        Json("[::1]:50412", "smtp", Plain.Data));

    [Theory]
    [InlineData("Client", "client")]
    [InlineData("Worker", "worker")]
    [InlineData("Error", "error")]
    [InlineData("Timeout", "timeout")]
    [InlineData("Limit", "limit")]
    [InlineData("MessageTooBig", "message_too_big")]
    [InlineData("Admin", "admin")]
    [InlineData("Shutdown", "shutdown")]
    public void Closed_carriesItsReason(string reason, string text) => Assert.Equal(
        $$"""{"remote_addr":"@","server":"smtp","uuid":"0f8fad5b-d9cb-469f-a165-70867728950e","event":"CLOSE","reason":"{{text}}"}""",
        Json("@", "smtp", Plain.Closed(Enum.Parse<CloseReason>(reason))));

    [Fact]
    public void Closed_hasTheConfiguredWord() =>
        Assert.Contains("\"event\":\"CLOSED\",\"reason\":\"client\"", Json("@", "smtp", new EventContext("CLOSED").Tails(null, null).Closed(CloseReason.Client)), StringComparison.Ordinal);

    [Fact]
    public void Event_ofAnEncryptedConnection_tellsHow() => Assert.Equal(
        """{"remote_addr":"@","server":"smtp","uuid":"0f8fad5b-d9cb-469f-a165-70867728950e","event":"DATA","tls":{"version":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256","sni":"mail.example","client_subject":null}}""",
        Json("@", "smtp", new EventContext("CLOSE").Tails(new TlsSession("TLSv1.3", "TLS_AES_128_GCM_SHA256", "mail.example", null), null).Data));

    [Fact]
    public void Event_ofAConnectionThroughAProxy_tellsItsAddressLast() => Assert.EndsWith(
        ""","event":"CLOSE","reason":"client","tls":{"version":"TLSv1.2","cipher":"C","sni":null,"client_subject":"CN=\"x\""},"proxy_addr":"10.0.0.1:1"}""",
        Json("@", "smtp", new EventContext("CLOSE").Tails(new TlsSession("TLSv1.2", "C", null, "CN=\"x\""), new ProxyPeer("10.0.0.1:1")).Closed(CloseReason.Client)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("a\"b\\c", """a\"b\\c""")]
    [InlineData("tab\tline\n", """tab\tline\n""")]
    [InlineData("Grüße <&'+>", "Grüße <&'+>")]
    public void Text_isEscapedAsJsonMust(string server, string escaped)
    {
        var json = Json("@", server, Plain.Data);

        Assert.Contains($"\"server\":\"{escaped}\"", json, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(server, document.RootElement.GetProperty("server").GetString());
    }

    private static string Json(string remoteAddress, string server, ReadOnlyMemory<byte> tail) =>
        Encoding.UTF8.GetString([.. EventContext.Head(remoteAddress, server, _uuid).Span, .. tail.Span]);
}
