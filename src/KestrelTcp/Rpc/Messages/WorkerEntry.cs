using System.Text.Json.Serialization;

namespace KestrelTcp.Rpc.Messages;

/// <summary>One worker in the result of <c>informer.Workers</c>: RoadRunner's names, in its order.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Status">Number of the state (PROTOCOL 3).</param>
/// <param name="Executions">Events answered.</param>
/// <param name="Created">Nanoseconds since 1970.</param>
/// <param name="Memory">Resident bytes.</param>
/// <param name="CpuPercent">Of one processor, over its life.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="StatusText">The state's name.</param>
internal sealed record WorkerEntry(
    int Pid,
    int Status,
    [property: JsonPropertyName("numExecs")] long Executions,
    long Created,
    [property: JsonPropertyName("memoryUsage")] long Memory,
    [property: JsonPropertyName("CPUPercent")] double CpuPercent,
    string Command,
    [property: JsonPropertyName("statusStr")] string StatusText);
