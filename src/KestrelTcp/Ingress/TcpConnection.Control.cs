using System.Diagnostics;
using KestrelTcp.Workers;

namespace KestrelTcp.Ingress;

/// <summary>What others than the client and the workers may ask of a connection.</summary>
internal sealed partial class TcpConnection
{
    /// <summary>A client that has not taken this much is sent nothing but its workers' answers.</summary>
    private const long _maxPending = 1 << 20;

    /// <summary>What of an answer of many frames may wait in memory: no worker is held up by a slow client, but nothing is without a bound.</summary>
    private const long _mostUntaken = 256 << 20;

    /// <summary>One pair for all, so that a connection's age says the same at each look.</summary>
    private static readonly (DateTime Utc, long Timestamp) _clockStart = (DateTime.UtcNow, Stopwatch.GetTimestamp());

    /// <summary>Sends bytes between two answers, never inside one, and then closes if that is asked for.</summary>
    /// <returns>False: the connection is about to end, or the client does not take what it was sent before.</returns>
    public bool TrySend(ReadOnlySpan<byte> bytes, bool close)
    {
        if (Reason is not null || !TryWrite(new AnswerBody(bytes), _maxPending))
        {
            return false;
        }

        if (close)
        {
            Close(CloseReason.Admin);
        }

        return true;
    }

    public ConnectionSnapshot Snapshot() => new(
        Uuid,
        _server.Options.Name,
        RemoteAddress,
        _clockStart.Utc + Stopwatch.GetElapsedTime(_clockStart.Timestamp, _openedAt),
        State is ConnectionState.Working ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, Environment.TickCount64 - Math.Max(_idleSince, _reader.ReceivedAt))),
        Events,
        _reader.Received,
        _output.Sent,
        State);

    private ConnectionState State =>
        Reason is not null ? ConnectionState.Closing
        : _output.PendingSince != 0 ? ConnectionState.Sending
        : Waits ? ConnectionState.Waiting
        : ConnectionState.Working;
}
