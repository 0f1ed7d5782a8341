using System.Diagnostics;

namespace KestrelTcp.Tests.Worker;

/// <summary>Starts a worker program that stands beside the tests.</summary>
internal static class ChildWorker
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Process Start(string program, string? relay = null)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("RR_RELAY");
        if (relay is not null)
        {
            start.Environment["RR_RELAY"] = relay;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the process's end; what it wrote is read to the last byte.</summary>
    public static async Task<(byte[] Output, string Errors)> EndAsync(Process process)
    {
        try
        {
            using var output = new MemoryStream();
            var copying = process.StandardOutput.BaseStream.CopyToAsync(output);
            var errors = await process.StandardError.ReadToEndAsync().WaitAsync(Deadline);
            await copying.WaitAsync(Deadline);
            await process.WaitForExitAsync().WaitAsync(Deadline);
            return (output.ToArray(), errors);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }
    }
}
