using System.Runtime.InteropServices;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>The kernel's own readiness list, so that a single thread serves many sockets at the price of the system calls alone. Lives as long as its process.</summary>
internal sealed unsafe class Epoll
{
    private const int _most = 512;

    // On x64 the kernel's record is packed (4 + 8 bytes); elsewhere its second field is aligned (at 8).
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int _itemSize = _dataOffset + 8;

    private readonly int _epoll = LibC.EpollCreate(0);
    private readonly byte* _items = (byte*)NativeMemory.AllocZeroed(_most * 16);

    /// <summary>Waits; then <see cref="Ready"/> tells which.</summary>
    /// <returns>How many are ready.</returns>
    public int Wait(int milliseconds) => Math.Max(0, LibC.EpollWait(_epoll, _items, _most, milliseconds));

    public (int Key, uint Events) Ready(int index)
    {
        var item = _items + (index * _itemSize);
        return (*(int*)(item + _dataOffset), *(uint*)item);
    }

    public void Add(int descriptor, int key, uint events) => Control(LibC.ControlAdd, descriptor, key, events);

    public void Modify(int descriptor, int key, uint events) => Control(LibC.ControlModify, descriptor, key, events);

    public void Remove(int descriptor) => Control(LibC.ControlDelete, descriptor, 0, 0);

    private void Control(int operation, int descriptor, int key, uint events)
    {
        var item = stackalloc byte[16];
        *(uint*)item = events;
        *(int*)(item + _dataOffset) = key;
        _ = LibC.EpollControl(_epoll, operation, descriptor, item);
    }
}
