using System.Net.Sockets;
using System.Runtime.InteropServices;
using KestrelTcp.Configuration;

namespace KestrelTcp.Net;

/// <summary>The file of a unix socket: clears a stale one away, sets permissions.</summary>
internal static partial class UnixSocketFile
{
    /// <summary>Removes the file that an earlier run left behind; one that somebody listens on stays.</summary>
    /// <exception cref="IOException">Somebody listens there, or the file is no socket.</exception>
    public static void RemoveStale(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Connecting to a regular file is refused too; only a socket cannot be opened.
            if (new FileInfo(path).Length > 0)
            {
                throw new IOException("the file exists and is no socket. Cure: choose another path");
            }

            File.Delete(path);
            return;
        }

        throw new IOException("another program listens there. Cure: stop it, or choose another path");
    }

    public static void SetPermissions(string path, UnixSocketOptions? options)
    {
        if (options?.Mode is { } mode)
        {
            File.SetUnixFileMode(path, mode);
        }

        if (options is { Uid: not null } or { Gid: not null } && ChangeOwner(path, options.Uid ?? uint.MaxValue, options.Gid ?? uint.MaxValue) != 0)
        {
            throw new IOException($"cannot change the owner: {Marshal.GetLastPInvokeErrorMessage()}. Cure: run as root, or leave out unix_socket.uid and gid");
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
