namespace KestrelTcp.Configuration.Reading;

/// <summary>What happens to a key that we know the name of.</summary>
internal enum KeySupport
{
    Supported,

    /// <summary>Of a feature that this version does not have and TCP service goes on without: a warning.</summary>
    Ignored,

    /// <summary>RoadRunner has it and it can mean nothing here: a warning.</summary>
    NoEffect,
}
