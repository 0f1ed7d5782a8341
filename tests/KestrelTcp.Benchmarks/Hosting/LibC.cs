using System.Runtime.InteropServices;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>The system calls that .NET has no (or no thin enough) name for.</summary>
internal static unsafe partial class LibC
{
    public const int SigHup = 1;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int ErrorAgain = 11;
    public const int ErrorInterrupted = 4;
    public const int WriteOnly = 0x1;
    public const int Create = 0x40;
    public const int Append = 0x400;

    private const string _library = "libc";

    [LibraryImport(_library, EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(_library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport(_library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport(_library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags, int mode);
}
