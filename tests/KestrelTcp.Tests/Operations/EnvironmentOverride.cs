namespace KestrelTcp.Tests.Operations;

/// <summary>Environment variables that are as before when the test is over.</summary>
internal sealed class EnvironmentOverride : IDisposable
{
    private readonly List<(string Name, string? Value)> _before = [];

    public EnvironmentOverride(params ReadOnlySpan<(string Name, string Value)> variables)
    {
        foreach (var (name, value) in variables)
        {
            _before.Add((name, Environment.GetEnvironmentVariable(name)));
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
    }
}
