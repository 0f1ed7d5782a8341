using System.Diagnostics;

namespace KestrelTcp.FunctionalTests.Rpc;

/// <summary>A PHP process that calls what it is told, on one connection.</summary>
internal sealed class PhpRpc : IDisposable
{
    private readonly Process _process;

    public PhpRpc(ServerProcess server)
    {
        var command = Php.Worker("rpc.php", $"tcp://127.0.0.1:{server.Port("rpc")}");
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <param name="line">Codec, method and argument.</param>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Deadline) ?? throw new InvalidOperationException("The PHP client ended.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
