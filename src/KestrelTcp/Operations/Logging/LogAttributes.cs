using System.Collections;

namespace KestrelTcp.Operations.Logging;

/// <summary>State of a log call whose fields do not stand in its message, so that forms for people show them too.</summary>
internal sealed class LogAttributes(IReadOnlyList<KeyValuePair<string, object?>> fields) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => fields.Count;

    public KeyValuePair<string, object?> this[int index] => fields[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
