namespace KestrelTcp.Configuration.Reading;

/// <summary>A key that a section may have.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Support">What happens when it is there.</param>
/// <param name="Section">The keys below it; null: a value.</param>
/// <param name="Named">Whether names of the user's choice stand between it and <paramref name="Section"/>, as in <c>tcp.servers</c>.</param>
internal sealed record KnownKey(string Name, KeySupport Support = KeySupport.Supported, KnownSection? Section = null, bool Named = false);
