using System.Buffers;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>Hidden verb: Kestrel with the framework's defaults, echoing in process. What our server's figures are divided by.</summary>
internal static class Yardstick
{
    public const string Verb = "yardstick";

    /// <summary>The line that says that it listens.</summary>
    public const string Listens = "listens";

    public static async Task<int> RunAsync(string[] args)
    {
        var port = int.Parse(args[0], CultureInfo.InvariantCulture);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Run(EchoAsync)));
        await using var application = builder.Build();
        await application.StartAsync();
        Console.WriteLine(Listens);

        // Ends with whoever started it.
        await Task.WhenAny(application.WaitForShutdownAsync(), Task.Run(Console.In.ReadToEnd));
        await application.StopAsync();
        return 0;
    }

    private static async Task EchoAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var read = await input.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                output.Write(segment.Span);
            }

            input.AdvanceTo(read.Buffer.End);
            var flush = await output.FlushAsync();
            if (read.IsCompleted || flush.IsCompleted)
            {
                return;
            }
        }
    }
}
