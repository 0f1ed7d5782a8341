using KestrelTcp.Goridge;

namespace KestrelTcp.Rpc;

/// <summary>One call.</summary>
/// <param name="Name"><c>service.Method</c>.</param>
/// <param name="Codec">How the argument is encoded, and the result is to be.</param>
/// <param name="Argument">May be empty.</param>
/// <param name="Ended">Cancelled when nobody waits for the answer any more.</param>
internal readonly record struct RpcRequest(string Name, FrameFlags Codec, ReadOnlyMemory<byte> Argument, CancellationToken Ended);
