namespace KestrelTcp.Operations.Sampling;

/// <param name="State">How it is.</param>
/// <param name="Since">UTC.</param>
/// <param name="Why">For people; empty when all is well.</param>
internal sealed record StateSince(ServiceState State, DateTime Since, string Why)
{
    /// <summary>The time stays while the state does.</summary>
    public StateSince Now(ServiceState state, DateTime now, string why) => state == State ? this with { Why = why } : new StateSince(state, now, why);
}
