using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>Makes a folder's entries durable: a file that is on disk under a name that is not is lost all the same.</summary>
internal static partial class FolderSync
{
    private const int _readOnly = 0;
    private const int _accessDenied = 13; // EACCES
    private const int _notSupported = 22; // EINVAL

    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There the file system's journal does it, and folders cannot be opened.
        }

        // File.OpenHandle refuses folders.
        var descriptor = Open(folder, _readOnly);
        if (descriptor >= 0)
        {
            using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
            if (Sync(descriptor) == 0)
            {
                return;
            }
        }

        // A folder that we may write to but not read, and a file system that syncs no folders, are as safe as they get.
        var error = Marshal.GetLastPInvokeError();
        if (error is not (_accessDenied or _notSupported))
        {
            throw new IOException($"Folder {folder} cannot be synced: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);
}
