namespace KestrelTcp.Configuration;

/// <summary><c>connection_rate_per_ip</c>: how many connections an address may open in how long.</summary>
/// <param name="Permits">At least 1.</param>
/// <param name="Window">More than zero.</param>
internal sealed record ConnectionRateOptions(int Permits, TimeSpan Window);
