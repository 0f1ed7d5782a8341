namespace KestrelTcp.Operations.Sampling;

/// <summary>An estimate from the buckets of a histogram, as Prometheus makes it: evenly spread within a bucket.</summary>
internal static class Quantile
{
    /// <param name="buckets">Observations of each bucket, one more than there are bounds.</param>
    /// <param name="bounds">Upper bounds.</param>
    /// <param name="share">Between 0 and 1.</param>
    /// <returns>Null when there was no observation; the last bound when it lies beyond.</returns>
    public static double? Of(ReadOnlySpan<long> buckets, ReadOnlySpan<double> bounds, double share)
    {
        var total = 0L;
        foreach (var count in buckets)
            total += count;
        if (total == 0)
            return null;
        var rank = share * total;
        var before = 0L;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (buckets[i] > 0 && before + buckets[i] >= rank)
            {
                var lower = i == 0 ? 0 : bounds[i - 1];
                return lower + ((bounds[i] - lower) * (rank - before) / buckets[i]);
            }

            before += buckets[i];
        }

        return bounds[^1];
    }
}
