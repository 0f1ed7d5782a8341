using System.Text;
using System.Text.Json;
using KestrelTcp.Goridge;
using KestrelTcp.Rpc.Messages;
using KestrelTcp.Worker.Rpc;
using RpcJson = KestrelTcp.Rpc.RpcJson;

namespace KestrelTcp.Cli;

/// <summary>The calls that the verbs make, with the types that the server answers with.</summary>
internal static class ServerCalls
{
    public static async Task<IReadOnlyList<WorkerEntry>?> WorkersAsync(this RpcClient client, string plugin, CancellationToken cancellation) =>
        (await client.CallAsync("informer.Workers", plugin, RpcJson.Plain.String, RpcJson.Plain.WorkerList, cancellation).WaitAsync(RpcVerb.Patience, cancellation))?.Workers;

    public static async Task<IReadOnlyList<ConnectionEntry>> ConnectionsAsync(this RpcClient client, CancellationToken cancellation) =>
        JsonSerializer.Deserialize((await client.CallAsync("tcp.Connections", FrameFlags.Json, default, cancellation).WaitAsync(RpcVerb.Patience, cancellation)).Span, RpcJson.Plain.ConnectionList)!.Connections;

    public static async Task<IReadOnlyList<string>> ResettableAsync(this RpcClient client, CancellationToken cancellation) =>
        await client.CallAsync("resetter.List", true, RpcJson.Plain.Boolean, RpcJson.Plain.IReadOnlyListString, cancellation).WaitAsync(RpcVerb.Patience, cancellation) ?? [];

    /// <summary>Takes as long as the events under way, reset_timeout at most.</summary>
    public static Task ResetAsync(this RpcClient client, string plugin, CancellationToken cancellation) =>
        client.CallAsync("resetter.Reset", plugin, RpcJson.Plain.String, RpcJson.Plain.Boolean, cancellation);

    /// <summary>The answer as the server wrote it, for scripts.</summary>
    public static async Task<string> JsonAsync(this RpcClient client, string method, string argument, CancellationToken cancellation) =>
        Encoding.UTF8.GetString((await client.CallAsync(method, FrameFlags.Json, Encoding.UTF8.GetBytes(argument), cancellation).WaitAsync(RpcVerb.Patience, cancellation)).Span);
}
