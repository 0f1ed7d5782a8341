using System.Buffers.Binary;
using System.Text;
using KestrelTcp.Goridge;
using KestrelTcp.Worker;

namespace KestrelTcp.Tests.Worker;

/// <summary>The server's end of a worker's relay: what it sends, and what came back as readable lines.</summary>
internal static class ServerSide
{
    public const int WorkerPid = 4321;

    public static byte[] Event(string name, string body = "", uint? sequence = null, string extra = "") =>
        Event($"{{\"remote_addr\":\"127.0.0.1:60626\",\"server\":\"echo\",\"uuid\":\"u-1\",\"event\":\"{name}\"{extra}}}", Encoding.UTF8.GetBytes(body), sequence);

    public static byte[] Event(string context, byte[] body, uint? sequence)
    {
        var contextBytes = Encoding.UTF8.GetBytes(context);
        var header = new byte[FrameHeader.SizeOf(sequence is null ? 1 : 2)];
        var length = (uint)(contextBytes.Length + body.Length);
        if (sequence is { } number)
        {
            FrameHeader.Write(header, FrameFlags.None, length, (uint)contextBytes.Length, number);
        }
        else
        {
            FrameHeader.Write(header, FrameFlags.None, length, (uint)contextBytes.Length);
        }

        return [.. header, .. contextBytes, .. body];
    }

    /// <summary>Each frame as "flags [options] context|body".</summary>
    public static List<string> Read(ReadOnlySpan<byte> output)
    {
        var frames = new List<string>();
        while (!output.IsEmpty)
        {
            if (FrameHeader.TryRead(output, out var header) != FrameHeaderStatus.Valid)
            {
                throw new InvalidDataException($"No frame: {Encoding.Latin1.GetString(output)}");
            }

            var options = Enumerable.Range(0, header.OptionCount).ToArray();
            var values = new List<uint>();
            foreach (var i in options)
            {
                values.Add(BinaryPrimitives.ReadUInt32LittleEndian(output[FrameHeader.SizeOf(i)..]));
            }

            var payload = output.Slice(header.Size, (int)header.PayloadLength);
            var text = Encoding.UTF8.GetString(payload[..(int)header.Option0]) + "|" + Encoding.UTF8.GetString(payload[(int)header.Option0..]);
            frames.Add($"{header.Flags} [{string.Join(',', values)}] {text}");
            output = output[(int)header.FrameSize..];
        }

        return frames;
    }

    /// <summary>Gives all of <paramref name="input"/> to a worker and waits for its end.</summary>
    public static Task<WorkerRun> RunAsync(Func<TcpRequest, ValueTask<TcpAnswer>> handler, params byte[][] input) => RunAsync(handler, false, input);

    public static async Task<WorkerRun> RunAsync(Func<TcpRequest, ValueTask<TcpAnswer>> handler, bool gatherAnswers, params byte[][] input)
    {
        using var output = new RecordingStream();
        using var log = new StringWriter();
        var worker = new TcpWorker(new Relay(new MemoryStream([.. input.SelectMany(part => part)]), output), TextWriter.Synchronized(log), WorkerPid);
        var code = await worker.RunToEndAsync(handler, gatherAnswers).WaitAsync(TimeSpan.FromSeconds(20));
        return new WorkerRun(code, Read(output.Written), output.Writes, log.ToString());
    }
}
