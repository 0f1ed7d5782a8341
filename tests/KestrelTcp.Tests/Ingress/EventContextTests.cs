using System.Text;
using System.Text.Json;
using KestrelTcp.Ingress;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>The context JSON byte by byte: workers in the field depend on it.</summary>
public sealed class EventContextTests
{
    private static readonly Guid _uuid = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Fact]
    public void Connected_hasTheKeysInTheirOrder() => Assert.Equal(
        """{"remote_addr":"127.0.0.1:50412","server":"smtp","uuid":"0f8fad5b-d9cb-469f-a165-70867728950e","event":"CONNECTED"}""",
        Json("127.0.0.1:50412", "smtp", EventContext.Connected));

    [Fact]
    public void Data_hasTheKeysInTheirOrder() => Assert.Equal(
        """{"remote_addr":"[::1]:50412","server":"smtp","uuid":"0f8fad5b-d9cb-469f-a165-70867728950e","event":"DATA"}""",
        Json("[::1]:50412", "smtp", EventContext.Data));

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
        Json("@", "smtp", new EventContext("CLOSE").Closed(Enum.Parse<CloseReason>(reason))));

    [Fact]
    public void Closed_hasTheConfiguredWord() =>
        Assert.Contains("\"event\":\"CLOSED\",\"reason\":\"client\"", Json("@", "smtp", new EventContext("CLOSED").Closed(CloseReason.Client)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a\"b\\c", """a\"b\\c""")]
    [InlineData("tab\tline\n", """tab\tline\n""")]
    [InlineData("Grüße <&'+>", "Grüße <&'+>")]
    public void Text_isEscapedAsJsonMust(string server, string escaped)
    {
        var json = Json("@", server, EventContext.Data);

        Assert.Contains($"\"server\":\"{escaped}\"", json, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(server, document.RootElement.GetProperty("server").GetString());
    }

    private static string Json(string remoteAddress, string server, ReadOnlyMemory<byte> tail) =>
        Encoding.UTF8.GetString([.. EventContext.Head(remoteAddress, server, _uuid).Span, .. tail.Span]);
}
