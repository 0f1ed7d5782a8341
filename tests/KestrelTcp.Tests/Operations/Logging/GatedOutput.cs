using System.Text;
using KestrelTcp.Operations.Logging;

namespace KestrelTcp.Tests.Operations.Logging;

/// <summary>An output that takes nothing while its gate is closed, and fails on demand.</summary>
internal sealed class GatedOutput : ILogOutput
{
    private readonly StringBuilder _written = new();

    public ManualResetEventSlim Open { get; } = new(initialState: true);

    /// <summary>Set when the writer stands before the gate.</summary>
    public ManualResetEventSlim Reached { get; } = new();

    public bool Broken { get; set; }

    public string Name => "gate";

    public string Written
    {
        get
        {
            lock (_written)
                return _written.ToString();
        }
    }

    public void Write(ReadOnlySpan<byte> records)
    {
        Reached.Set();
        Open.Wait();
        if (Broken)
            throw new IOException("No space left on device");
        lock (_written)
            _written.Append(Encoding.UTF8.GetString(records));
    }

    public void Dispose()
    {
        Open.Dispose();
        Reached.Dispose();
    }
}
