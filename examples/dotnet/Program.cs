using System.Text;
using KestrelTcp.Worker;

// Adds up the numbers that a client sends, one a line, until it says "bye". The sum lives in this process's memory, so all events of a
// connection must come here: dispatch is sticky in .rr.yaml.
var sums = new Dictionary<string, long>();

return await TcpWorker.RunAsync(request =>
{
    switch (request.Event)
    {
        case TcpEvent.Connected:
            sums[request.Uuid] = 0;
            return TcpAnswer.Write("0\r\n");

        case TcpEvent.Data:
            var line = Encoding.UTF8.GetString(request.Body.Span).Trim();
            if (line == "bye")
            {
                return TcpAnswer.WriteClose($"total {sums[request.Uuid]}\r\n");
            }

            return TcpAnswer.Write(long.TryParse(line, out var number) ? $"{sums[request.Uuid] += number}\r\n" : "not a number\r\n");

        default:
            sums.Remove(request.Uuid);
            return TcpAnswer.Continue;
    }
});
