using System.Globalization;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>One line of a PHP worker's journal.</summary>
internal sealed record WorkerEvent(int Pid, string Event, string Uuid, string Server, string RemoteAddr, string Reason, int Length, byte[] BodyStart)
{
    public const string Connected = "CONNECTED";
    public const string Data = "DATA";
    public const string Closed = "CLOSE";
    public const string Mark = "MARK";
    public const string Started = "START";
    public const string Stopped = "STOP";

    public string Text => Encoding.UTF8.GetString(BodyStart);

    public static WorkerEvent Parse(string line)
    {
        var fields = line.Split(' ').Select(field => field == "-" ? "" : field).ToArray();
        return new WorkerEvent(
            int.Parse(fields[0], CultureInfo.InvariantCulture),
            fields[1],
            fields[2],
            fields[3],
            fields[4],
            fields[5],
            int.Parse(fields[6], CultureInfo.InvariantCulture),
            Convert.FromHexString(fields[7]));
    }
}
