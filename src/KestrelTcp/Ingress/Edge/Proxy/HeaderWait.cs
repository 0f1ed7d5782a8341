using System.IO.Pipelines;

namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>The first bytes of a connection, until they decide whether there is a header, or a limit is over.</summary>
/// <param name="Header">What they are. A whole header is taken off the input; all other bytes are there for the next reader, at once.</param>
/// <param name="End">Why there were no more of them.</param>
internal readonly record struct HeaderWait(ProxyHeader Header, HeaderWaitEnd End)
{
    /// <exception cref="IOException">The connection is broken.</exception>
    public static async Task<HeaderWait> RunAsync(PipeReader input, TimeSpan patience, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(patience);

        // Not a token for the read: canceled that way, it throws, and keeps what has come until then from us.
        using var registration = limit.Token.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        while (true)
        {
            var read = await input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var header = ProxyHeader.Read(read.Buffer);
            if (header.IsDecided || read.IsCompleted || limit.IsCancellationRequested)
            {
                // Examined no further than consumed: what is behind the header comes again at once.
                input.AdvanceTo(read.Buffer.GetPosition(header.Length));
                registration.Dispose();
                if (limit.IsCancellationRequested && !read.IsCanceled && input.TryRead(out var canceled))
                {
                    // Came too late for this read, and is not to cancel the next reader's.
                    input.AdvanceTo(canceled.Buffer.Start);
                }

                return new(header, header.IsDecided ? HeaderWaitEnd.Decided : read.IsCompleted ? HeaderWaitEnd.Closed : HeaderWaitEnd.Deadline);
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
