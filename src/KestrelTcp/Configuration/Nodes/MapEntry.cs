namespace KestrelTcp.Configuration.Nodes;

/// <summary>A key, in lower case because keys are case-insensitive, and its value.</summary>
internal sealed record MapEntry(string Key, Place KeyPlace, ConfigNode Value);
