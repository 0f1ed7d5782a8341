namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>What the server has printed so far.</summary>
internal sealed class ServerOutput
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _text.ToString();
            }
        }
    }

    public void Add(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _text.Append(line).Append('\n');
            }
        }
    }

    public bool Contains(string text) => Text.Contains(text, StringComparison.OrdinalIgnoreCase);

    public int Count(string text) => Text.Split(text).Length - 1;

    public Task WaitAsync(string text, TimeSpan? within = null) =>
        Eventually.TrueAsync(() => Contains(text), $"the server prints \"{text}\"", within);
}
