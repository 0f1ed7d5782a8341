using System.Buffers;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Memory in pieces of a few bytes, so that a short text already spans many segments of a pipe.</summary>
internal sealed class SmallSegmentPool(int size) : MemoryPool<byte>
{
    public override int MaxBufferSize => size;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Piece(new byte[size]);

    protected override void Dispose(bool disposing)
    {
        // The garbage collector has the pieces.
    }

    private sealed class Piece(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
            // Shows a use after the release.
            Array.Fill(bytes, (byte)'#');
        }
    }
}
