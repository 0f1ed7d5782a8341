using System.Diagnostics;
using KestrelTcp.Worker;

// An echo that prints to stdout in every way that a program may by mistake, and lets a child process at its stdin.
return await TcpWorker.RunAsync(request =>
{
    Console.WriteLine("stray line");
    using (var stdout = Console.OpenStandardOutput())
    {
        stdout.Write("stray bytes\n"u8);
    }

    using (var child = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "cat; echo stray child" } })!)
    {
        child.WaitForExit();
    }

    return TcpAnswer.Write(request.Body);
});
