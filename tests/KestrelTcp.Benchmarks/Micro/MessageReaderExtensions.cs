using KestrelTcp.Ingress.Framing;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>The reader's two steps in one, as a connection takes them.</summary>
internal static class MessageReaderExtensions
{
    public static async ValueTask<MessageStatus> NextAsync(this MessageReader reader)
    {
        MessageStatus? status;
        while ((status = reader.Next()) is null)
        {
            reader.Take(await reader.ReadAsync());
        }

        return status.Value;
    }
}
