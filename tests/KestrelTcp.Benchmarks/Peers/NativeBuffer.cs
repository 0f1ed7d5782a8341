using System.Runtime.InteropServices;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>Memory that system calls read and write, and that grows.</summary>
internal sealed unsafe class NativeBuffer
{
    public NativeBuffer(int capacity)
    {
        Start = (byte*)NativeMemory.Alloc((nuint)capacity);
        Capacity = capacity;
    }

    public byte* Start { get; private set; }

    public int Capacity { get; private set; }

    public void Reserve(int capacity)
    {
        if (capacity > Capacity)
        {
            Capacity = Math.Max(capacity, Capacity * 2);
            Start = (byte*)NativeMemory.Realloc(Start, (nuint)Capacity);
        }
    }
}
