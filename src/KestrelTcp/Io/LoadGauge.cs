namespace KestrelTcp.Io;

/// <summary>How much work others have been given by a part of the program. One writer at a time; read by the loops.</summary>
internal sealed class LoadGauge
{
    private volatile int _value;

    public int Value
    {
        get => _value;
        set => _value = value;
    }
}
