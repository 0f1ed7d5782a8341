using KestrelTcp.Worker;

namespace KestrelTcp.BuiltinWorkers;

/// <summary>Sends every message back: for trying a configuration out, and for measuring.</summary>
internal static class EchoWorker
{
    public static Task<int> RunAsync() => TcpWorker.RunAsync(Answer, gatherAnswers: true);

    public static TcpAnswer Answer(TcpRequest request) =>
        request.Event == TcpEvent.Data ? TcpAnswer.Write(request.Body) : TcpAnswer.Continue;
}
