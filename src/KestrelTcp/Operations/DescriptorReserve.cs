using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Operations;

/// <summary>
/// File descriptors held for a bad day: when clients have taken all others, giving one up lets the side endpoint still accept whoever
/// asks how we are. Not safe for several threads.
/// </summary>
internal sealed class DescriptorReserve(int size) : IDisposable
{
    private readonly Stack<SafeFileHandle> _held = new(size);

    public int Held => _held.Count;

    /// <summary>Takes as many as are missing and can be had.</summary>
    public void Refill()
    {
        try
        {
            while (_held.Count < size)
                _held.Push(File.OpenHandle("/dev/null"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // None left: the next accept tries again. A system without /dev/null has no reserve.
        }
    }

    /// <summary>False: there is none left.</summary>
    public bool GiveUpOne()
    {
        if (!_held.TryPop(out var handle))
            return false;
        handle.Dispose();
        return true;
    }

    public void Dispose()
    {
        while (GiveUpOne())
            continue;
    }
}
