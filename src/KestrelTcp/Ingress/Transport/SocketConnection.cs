using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using KestrelTcp.Io;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace KestrelTcp.Ingress.Transport;

/// <summary>
/// An accepted socket as Kestrel's connection. Where Kestrel's own transport runs two loops and two pipes for each, this one asks
/// the kernel when there is something to ask it: a message costs one receive and one send.
/// </summary>
internal sealed class SocketConnection : ConnectionContext, IClientSocket, IDuplexPipe, IIoHandle
{
    private const IoEvents _watched = IoEvents.Readable | IoEvents.Urgent | IoEvents.Writable | IoEvents.PeerEnded;

    private readonly IoLoop _loop;
    private readonly SocketHandle _handle;
    private readonly SocketInput _input;
    private readonly SocketOutput _output;
    private readonly int _descriptor;
    private IDictionary<object, object?>? _items;

    private int _sidesCompleted;

    /// <summary>Written under both sides' gates, read under either.</summary>
    private bool _closed;

    public SocketConnection(SocketHandle handle, EndPoint? remote, IoLoop loop)
    {
        _handle = handle;
        _loop = loop;
        _descriptor = handle.Descriptor;
        _input = new SocketInput(this);
        _output = new SocketOutput(this);
        RemoteEndPoint = remote;
        Transport = this;
        Features.Set<IClientSocket>(this);
    }

    public override string ConnectionId { get; set; } = "";

    public override IFeatureCollection Features { get; } = new FeatureCollection(4);

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    /// <summary>Bytes that the kernel has for us. Under the input's gate.</summary>
    public int BytesReadable => _closed ? 0 : SystemCalls.BytesReadable(_descriptor);

    /// <inheritdoc/>
    public long Progress => _output.Progress;

    /// <summary>What the kernel holds for the client. Under the output's gate.</summary>
    public int BytesUnsent => _closed ? 0 : SystemCalls.BytesUnsent(_descriptor);

    int IIoHandle.Slot { get; set; }

    /// <summary>Begins to watch the socket.</summary>
    /// <exception cref="IOException">The system refuses; the socket is closed.</exception>
    public void Start()
    {
        try
        {
            _loop.Add(_descriptor, this, _watched);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    void IIoHandle.OnReady(IoEvents events)
    {
        if ((events & IoEvents.AnyInput) != 0)
        {
            _input.OnReadable((events & IoEvents.AnyStop) != 0);
        }

        if ((events & IoEvents.AnyOutput) != 0)
        {
            _output.OnWritable();
        }
    }

    /// <summary>Takes bytes from the kernel. Under the input's gate.</summary>
    /// <returns>How many; 0 at the client's end; -1 when there are none, or for the failure.</returns>
    public unsafe int Receive(Span<byte> room, out IOException? failure)
    {
        failure = _closed ? new ConnectionResetException("The connection is closed.") : null;
        fixed (byte* start = room)
        {
            while (failure is null)
            {
                var count = (int)SystemCalls.Receive(_descriptor, start, room.Length, SystemCalls.DontWait);
                if (count >= 0)
                {
                    return count;
                }

                switch (-count)
                {
                    case SystemCalls.Interrupted:
                        continue;
                    case SystemCalls.TryAgain:
                        return -1;
                    default:
                        failure = new ConnectionResetException(Marshal.GetPInvokeErrorMessage(-count));
                        break;
                }
            }
        }

        return -1;
    }

    /// <summary>Has what there is to receive told again, when the loop has told all others. Under the input's gate.</summary>
    /// <returns>False: it will not be.</returns>
    public bool TryTakeTurn() => !_closed && _loop.TryTellAgain(_descriptor, this, _watched);

    /// <summary>Gives bytes to the kernel. Under the output's gate.</summary>
    /// <returns>How many it took, 0 when it has no room; -1 when the client is gone.</returns>
    public unsafe int Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (!_closed)
            {
                var count = (int)SystemCalls.Send(_descriptor, start, bytes.Length, SystemCalls.DontWait | SystemCalls.NoSignal);
                if (count >= 0)
                {
                    return count;
                }

                switch (-count)
                {
                    case SystemCalls.Interrupted:
                        continue;
                    case SystemCalls.TryAgain:
                        return 0;
                    default:
                        return -1;
                }
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public void EndOutput()
    {
        lock (_output.Gate)
        {
            // Refused when the client has reset the connection: then there is nothing to end.
            _ = _closed ? 0 : SystemCalls.EndOutput(_descriptor);
        }
    }

    /// <summary>The reader or the writer is done, once each: when both are, the socket is closed.</summary>
    public void OnSideCompleted()
    {
        if (Interlocked.Increment(ref _sidesCompleted) == 2)
        {
            Close(abortive: false);
        }
    }

    /// <summary>Closes the socket by a reset.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        Close(abortive: true);
        _input.Fail(abortReason);
        _output.Fail();
    }

    public override ValueTask DisposeAsync()
    {
        _input.Complete();
        _output.Complete();
        return base.DisposeAsync();
    }

    private void Close(bool abortive)
    {
        lock (_input.Gate)
        {
            lock (_output.Gate)
            {
                if (_closed)
                {
                    return;
                }

                _closed = true;
                _loop.Remove(_descriptor, this);
                if (abortive)
                {
                    SystemCalls.SetAbortive(_descriptor);
                }

                _handle.Dispose();
            }
        }
    }
}
