using KestrelTcp.Ingress;

namespace KestrelTcp.Operations.Sampling;

/// <summary>What a server, or several together, did within a stretch of time.</summary>
/// <param name="Connections">Open at its end.</param>
/// <param name="Opened">A second.</param>
/// <param name="Events">A second.</param>
/// <param name="Received">Bytes a second.</param>
/// <param name="Sent">Bytes a second.</param>
/// <param name="EventP50">Time in the worker of half of the events, ms; null when there was none.</param>
/// <param name="EventP99">Time in the worker of all but one of a hundred events, ms.</param>
/// <param name="QueueP50">Time that half of the events waited for a worker, ms.</param>
/// <param name="QueueP99">Time that all but one of a hundred events waited for a worker, ms.</param>
internal readonly record struct Traffic(
    float Connections,
    float Opened,
    float Events,
    float Received,
    float Sent,
    float? EventP50,
    float? EventP99,
    float? QueueP50,
    float? QueueP99)
{
    /// <summary>Of one server, or of several together.</summary>
    public static Traffic Between(IReadOnlyList<ServerCounts> before, IReadOnlyList<ServerCounts> after, TimeSpan time)
    {
        var seconds = Math.Max(time.TotalSeconds, 0.001);
        var eventTime = Difference(counts => counts.EventTime);
        var queueTime = Difference(counts => counts.QueueTime);
        return new Traffic(
            after.Sum(counts => counts.Connections),
            Rate(counts => counts.Opened),
            Rate(counts => counts.Events),
            Rate(counts => counts.Received),
            Rate(counts => counts.Sent),
            Milliseconds(eventTime, 0.5),
            Milliseconds(eventTime, 0.99),
            Milliseconds(queueTime, 0.5),
            Milliseconds(queueTime, 0.99));

        float Rate(Func<ServerCounts, long> count) => (float)((after.Sum(count) - before.Sum(count)) / seconds);

        long[] Difference(Func<ServerCounts, long[]> buckets)
        {
            var difference = new long[ServerCounts.TimeBuckets.Length + 1];
            foreach (var (counts, sign) in after.Select(counts => (counts, 1)).Concat(before.Select(counts => (counts, -1))))
            {
                for (var i = 0; i < difference.Length; i++)
                    difference[i] += sign * buckets(counts)[i];
            }

            return difference;
        }
    }

    private static float? Milliseconds(long[] buckets, double share) => (float?)(1000 * Quantile.Of(buckets, ServerCounts.TimeBuckets, share));
}
