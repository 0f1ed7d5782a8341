using KestrelTcp.Ingress.Framing;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Reads on until there is a message, as a connection does.</summary>
internal static class MessageReaderExtensions
{
    public static async Task<MessageStatus> NextAsync(this MessageReader reader)
    {
        MessageStatus? status;
        while ((status = reader.Next()) is null)
        {
            reader.Take(await reader.ReadAsync());
        }

        return status.Value;
    }
}
