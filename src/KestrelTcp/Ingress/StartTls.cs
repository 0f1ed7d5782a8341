namespace KestrelTcp.Ingress;

/// <summary>The way from a worker's STARTTLS to the encrypted connection. What is to be sent meanwhile waits: it must not go out in the clear.</summary>
/// <param name="reply">What is still sent in the clear.</param>
internal sealed class StartTls(ReadOnlyMemory<byte> reply)
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _held = [];
    private long _heldBytes;
    private bool _done;

    public ReadOnlyMemory<byte> Reply { get; } = reply;

    /// <summary>Something waits to be sent under TLS.</summary>
    public bool HasHeld => _heldBytes > 0;

    /// <summary>Keeps bytes until they can be sent, unless too many wait.</summary>
    /// <returns>Null: it is over, they can be sent.</returns>
    public bool? TryHold(ReadOnlySpan<byte> bytes, long most)
    {
        lock (_gate)
        {
            if (_done)
            {
                return null;
            }

            if (_heldBytes >= most)
            {
                return false;
            }

            _held.Add(bytes.ToArray());
            _heldBytes += bytes.Length;
            return true;
        }
    }

    /// <summary>Hands out what waits, before anything that comes later.</summary>
    public void Release(Action<byte[]> send)
    {
        lock (_gate)
        {
            _held.ForEach(send);
            _done = true;
        }
    }
}
