using System.Diagnostics;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>A process of this same program, in one of its hidden verbs, that says one line which somebody waits for.</summary>
internal sealed class LinePeer : Peer
{
    private readonly TaskCompletionSource<string> _line;

    public LinePeer(string verb, string argument, bool serverGc = false)
        : this(MakeStart(verb, argument, serverGc), new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously))
    {
    }

    private LinePeer(ProcessStartInfo start, TaskCompletionSource<string> line)
        : base(start, text =>
        {
            if (text is not null)
            {
                line.TrySetResult(text);
            }
            else
            {
                line.TrySetException(new InvalidOperationException($"{start.ArgumentList[0]} ended without a word."));
            }
        }) => _line = line;

    /// <exception cref="InvalidOperationException">It ended without one.</exception>
    public async Task<string> LineAsync(TimeSpan within, CancellationToken cancellation)
    {
        try
        {
            return await _line.Task.WaitAsync(within, cancellation);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException($"{exception.Message} It printed:\n{Output.Text}", exception);
        }
    }

    private static ProcessStartInfo MakeStart(string verb, string argument, bool serverGc)
    {
        var start = new ProcessStartInfo(Repository.Self, [verb, argument]);
        if (serverGc)
        {
            start.Environment["DOTNET_gcServer"] = "1";
        }

        return start;
    }
}
