using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>One run of a client against one server.</summary>
/// <param name="Client">What the client saw.</param>
/// <param name="ServerCpuSeconds">Processor time of the server process alone, without its workers, over the whole run.</param>
/// <param name="MessageBytes">Size of a message.</param>
internal sealed record Sample(ClientResult Client, double ServerCpuSeconds, int MessageBytes)
{
    public double CpuMicrosecondsPerMessage => ServerCpuSeconds * 1e6 / Client.AllMessages;

    public double MegabytesPerSecond => Client.Rate * MessageBytes / 1e6;
}
