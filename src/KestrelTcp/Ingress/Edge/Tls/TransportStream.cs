using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using KestrelTcp.Ingress.Transport;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>The encrypted side of a connection as the stream that <see cref="System.Net.Security.SslStream"/> works on: one reader and one writer at a time.</summary>
internal sealed class TransportStream(IDuplexPipe transport) : Stream
{
    private readonly PipeReader _input = transport.Input;
    private readonly PipeWriter _output = transport.Output;

    /// <summary>Takes encrypted bytes with no copy in between.</summary>
    private readonly SocketOutput? _direct = transport.Output as SocketOutput;

    /// <summary>What follows on a read runs on .NET's thread pool: the mathematics of a handshake would hold up all that an I/O thread serves.</summary>
    public bool LeavesIoThread { get; set; }

    /// <summary>What comes is read and dropped, until the client's end.</summary>
    public bool Discards { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>With no room in <paramref name="buffer"/> it waits until there is something to read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await _input.ReadAsync(cancellationToken);
            if (read is { IsCanceled: true, IsCompleted: false, Buffer.IsEmpty: true })
            {
                // Somebody wants to know what has arrived; the system may not have told of it yet.
                _input.AdvanceTo(read.Buffer.End);
                if (!_input.TryRead(out read))
                {
                    continue;
                }
            }

            if (LeavesIoThread)
            {
                await Task.Yield();
            }

            if (Discards)
            {
                _input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return 0;
                }

                continue;
            }

            var taken = read.Buffer.Slice(0, Math.Min(buffer.Length, read.Buffer.Length));
            System.Buffers.BuffersExtensions.CopyTo(taken, buffer.Span);
            var count = (int)taken.Length;
            var arrived = !read.Buffer.IsEmpty || read.IsCompleted;
            _input.AdvanceTo(taken.End);
            if (arrived)
            {
                return count;
            }
        }
    }

    /// <summary>Completes when the kernel has every byte.</summary>
    /// <exception cref="IOException">The client is gone.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<FlushResult> flush;
        if (_direct is null)
        {
            flush = _output.WriteAsync(buffer, CancellationToken.None);
        }
        else
        {
            lock (_direct.Gate)
            {
                var rest = buffer[_direct.TrySend(buffer.Span)..];
                if (rest.IsEmpty)
                {
                    return default;
                }

                flush = _output.WriteAsync(rest, CancellationToken.None);
            }
        }

        if (!flush.IsCompletedSuccessfully)
        {
            return FinishAsync(flush, cancellationToken);
        }

        return flush.Result.IsCompleted ? ValueTask.FromException(Gone()) : default;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A handshake is given up though the client takes nothing; nobody writes after that.</summary>
    private static async ValueTask FinishAsync(ValueTask<FlushResult> flush, CancellationToken cancellation)
    {
        var result = cancellation.CanBeCanceled ? await flush.AsTask().WaitAsync(cancellation) : await flush;
        if (result.IsCompleted)
        {
            throw Gone();
        }
    }

    private static IOException Gone() => new("The client is gone.");
}
