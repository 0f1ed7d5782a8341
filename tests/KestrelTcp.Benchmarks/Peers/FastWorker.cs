using System.Text;
using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Goridge;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>
/// A worker that costs as little as one can: one thread, read(2) and write(2). DATA is answered by WRITE of its body,
/// everything else by CONTINUE. A body that begins with <see cref="SlowMark"/> takes <see cref="SlowTime"/> first.
/// </summary>
internal sealed unsafe class FastWorker
{
    /// <summary>Hidden verb of this program.</summary>
    public const string Verb = "worker";

    public const byte SlowMark = (byte)'S';

    public static readonly TimeSpan SlowTime = TimeSpan.FromMilliseconds(20);

    private const int _uuidLength = 36;

    private readonly NativeBuffer _input = new(1 << 16);
    private readonly NativeBuffer _output = new(1 << 16);
    private readonly byte[] _pidAnswer = Encoding.UTF8.GetBytes($"{{\"pid\":{Environment.ProcessId}}}");
    private readonly int _journal;
    private int _start;
    private int _end;

    private FastWorker(string? journal)
    {
        const int ownerMayWrite = 0b110_100_100;
        _journal = journal is null ? -1 : LibC.Open(journal, LibC.WriteOnly | LibC.Create | LibC.Append, ownerMayWrite);
    }

    public static IReadOnlyList<string> Command { get; } = [Repository.Self, Verb];

    public static int Run(string[] args)
    {
        _ = args;
        new FastWorker(Environment.GetEnvironmentVariable(WorkerJournal.Variable)).Serve();
        return 0;
    }

    private void Serve()
    {
        while (Need(FrameHeader.MinSize))
        {
            FrameHeader header;
            while (FrameHeader.TryRead(Held, out header) == FrameHeaderStatus.Incomplete)
            {
                if (!Need(_end - _start + 1))
                {
                    return;
                }
            }

            if (!Need((int)header.FrameSize) || !Take(header, Held.Slice(header.Size, (int)header.PayloadLength)))
            {
                return;
            }

            _start += (int)header.FrameSize;
        }
    }

    private ReadOnlySpan<byte> Held => new(_input.Start + _start, _end - _start);

    /// <summary>False: told to stop.</summary>
    private bool Take(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if ((header.Flags & FrameFlags.Control) != 0)
        {
            if (payload.IndexOf("\"stop\""u8) >= 0)
            {
                return false;
            }

            Send(FrameHeader.Write(Output(FrameHeader.MinSize), FrameFlags.Control, (uint)_pidAnswer.Length), [], _pidAnswer);
            return true;
        }

        var context = payload[..(int)header.Option0];
        var body = payload[(int)header.Option0..];
        if (context.IndexOf("\"event\":\"DATA\""u8) >= 0)
        {
            if (!body.IsEmpty && body[0] == SlowMark)
            {
                Thread.Sleep(SlowTime);
            }

            Answer("WRITE"u8, body);
        }
        else
        {
            Note(context);
            Answer("CONTINUE"u8, []);
        }

        return true;
    }

    private void Answer(ReadOnlySpan<byte> word, ReadOnlySpan<byte> body)
    {
        var header = Output(FrameHeader.SizeOf(1));
        Send(FrameHeader.Write(header, FrameFlags.None, (uint)(word.Length + body.Length), (uint)word.Length), word, body);
    }

    private Span<byte> Output(int size) => new(_output.Start, size);

    private void Send(int headerSize, ReadOnlySpan<byte> word, ReadOnlySpan<byte> body)
    {
        var size = headerSize + word.Length + body.Length;
        _output.Reserve(size);
        word.CopyTo(new Span<byte>(_output.Start + headerSize, word.Length));
        body.CopyTo(new Span<byte>(_output.Start + headerSize + word.Length, body.Length));
        for (var sent = 0; sent < size;)
        {
            var count = (int)LibC.Write(1, _output.Start + sent, size - sent);
            if (count <= 0)
            {
                Environment.Exit(0);
            }

            sent += count;
        }
    }

    private void Note(ReadOnlySpan<byte> context)
    {
        if (_journal < 0)
        {
            return;
        }

        var uuid = context.Slice(context.IndexOf("\"uuid\":\""u8) + 8, _uuidLength);
        var what = context.IndexOf("\"CONNECTED\""u8) >= 0 ? "CONNECTED" : "CLOSE";
        var line = Encoding.UTF8.GetBytes($"{Environment.ProcessId} {what} {Encoding.UTF8.GetString(uuid)}\n");
        fixed (byte* bytes = line)
        {
            _ = LibC.Write(_journal, bytes, line.Length);
        }
    }

    /// <summary>Reads until that many bytes are held; false at the end of the input.</summary>
    private bool Need(int count)
    {
        while (_end - _start < count)
        {
            if (_start > 0)
            {
                Held.CopyTo(new Span<byte>(_input.Start, _end - _start));
                _end -= _start;
                _start = 0;
            }

            _input.Reserve(count);
            var read = (int)LibC.Read(0, _input.Start + _end, _input.Capacity - _end);
            if (read <= 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
