using KestrelTcp.Io;
using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Ingress.Transport;

/// <summary>Owns the descriptor of an accepted socket.</summary>
internal sealed class SocketHandle : SafeHandleMinusOneIsInvalid
{
    public SocketHandle(int descriptor)
        : base(ownsHandle: true)
    {
        Descriptor = descriptor;
        SetHandle(descriptor);
    }

    /// <summary>To be used only by who knows that the handle is not closed.</summary>
    public int Descriptor { get; }

    protected override bool ReleaseHandle() => SystemCalls.Close(Descriptor) == 0;
}
