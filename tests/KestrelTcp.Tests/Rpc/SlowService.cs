using KestrelTcp.Rpc;

namespace KestrelTcp.Tests.Rpc;

/// <summary>A method that answers only when nobody waits any more.</summary>
internal sealed class SlowService : IRpcService
{
    public SlowService() => Methods = new Dictionary<string, RpcMethod>
    {
        ["Wait"] = async request =>
        {
            Begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, request.Ended);
            }
            finally
            {
                Ended.TrySetResult();
            }

            return default;
        },
    };

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "slow";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }
}
