namespace KestrelTcp.Ingress;

/// <summary>What a server has counted since the start.</summary>
/// <param name="Connections">Open now.</param>
/// <param name="Opened">Let in.</param>
/// <param name="Events">Given to workers and done with, whatever came of it.</param>
/// <param name="Failed">Of these, events whose worker died or hung, or for which none was free.</param>
/// <param name="Received">Bytes.</param>
/// <param name="Sent">Bytes.</param>
/// <param name="EventTime">Events by the time that their worker took, in the buckets of <see cref="TcpMetrics.TimeBuckets"/> and one beyond.</param>
/// <param name="QueueTime">The same for the time that they waited for a worker.</param>
internal sealed record ServerCounts(
    long Connections,
    long Opened,
    long Events,
    long Failed,
    long Received,
    long Sent,
    long[] EventTime,
    long[] QueueTime)
{
    /// <summary>Upper bounds in seconds of <see cref="EventTime"/> and <see cref="QueueTime"/>.</summary>
    public static double[] TimeBuckets => TcpMetrics.TimeBuckets;
}
