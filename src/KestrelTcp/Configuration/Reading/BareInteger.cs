namespace KestrelTcp.Configuration.Reading;

/// <summary>What a duration without a unit means.</summary>
internal enum BareInteger
{
    /// <summary>RoadRunner's durations: Go counts in nanoseconds. Hardly ever meant, so there is a warning.</summary>
    Nanoseconds,

    /// <summary>RoadRunner's keys that are integers of seconds.</summary>
    Seconds,

    /// <summary>Our own keys.</summary>
    Refused,
}
