namespace KestrelTcp.Configuration.Values;

/// <summary>What became of a text with variables in it.</summary>
/// <param name="Text">The text with values in place of variables.</param>
/// <param name="Changed">Whether there was anything to expand.</param>
/// <param name="Unset">Variables that are not set and have no default; they expand to nothing.</param>
/// <param name="Problem">Why the text cannot be expanded; null: it could.</param>
internal sealed record Expansion(string Text, bool Changed, IReadOnlyList<string> Unset, string? Problem);
