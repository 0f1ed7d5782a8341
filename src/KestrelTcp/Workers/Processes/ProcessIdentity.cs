using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace KestrelTcp.Workers.Processes;

/// <summary>
/// A user and groups to start processes as. To the kernel credentials belong to a thread, and a child has those of the thread
/// that started it: so a thread of its own takes them, starts the child, and ends. The rest of this process keeps its own.
/// </summary>
internal sealed partial class ProcessIdentity
{
    private const string _users = "/etc/passwd";
    private const string _groups = "/etc/group";

    private readonly uint _user;
    private readonly uint _group;
    private readonly uint[] _furtherGroups;
    private readonly string _text;

    private ProcessIdentity(uint user, uint group, uint[] furtherGroups, string text)
    {
        _user = user;
        _group = group;
        _furtherGroups = furtherGroups;
        _text = text;
    }

    public uint User => _user;

    public uint Group => _group;

    /// <param name="user">Name or number; null: ours.</param>
    /// <param name="group">Name or number; null: the user's own.</param>
    /// <returns>Null when neither is asked for.</returns>
    /// <exception cref="StartupException">There is no such user or group.</exception>
    public static ProcessIdentity? Find(string? user, string? group)
    {
        if (user is null && group is null)
        {
            return null;
        }

        var entry = user is null ? null : Entries(_users).FirstOrDefault(fields => fields[0] == user || fields[2] == user);
        var uid = entry is not null ? Number(entry[2]) : user is null ? GetUser() : NumberOf(user, "server.user", _users);
        var groupEntry = group is null ? null : Entries(_groups).FirstOrDefault(fields => fields[0] == group || fields[2] == group);
        var gid = groupEntry is not null ? Number(groupEntry[2])
            : group is not null ? NumberOf(group, "server.group", _groups)
            : entry is not null ? Number(entry[3]) : uid;
        var further = entry is null ? [] : Entries(_groups).Where(fields => fields[3].Split(',').Contains(entry[0])).Select(fields => Number(fields[2])).ToArray();
        return new ProcessIdentity(uid, gid, further, user ?? group!);
    }

    /// <summary>Runs something with these credentials.</summary>
    /// <exception cref="ProcessStartException">We may not take them.</exception>
    public T Run<T>(Func<T> start)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Take();
                result = start();
            }
            catch (Exception exception) when (exception is ProcessStartException)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw failure;
    }

    private static IEnumerable<string[]> Entries(string file) =>
        (File.Exists(file) ? File.ReadLines(file) : []).Select(line => line.Split(':')).Where(fields => fields.Length >= 4);

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private static uint NumberOf(string text, string key, string file) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new StartupException($"{key}: {file} has no '{text}'. Cure: write a name that it has, or a number");

    private void Take()
    {
        var (groups, user, group) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.Arm64 => (159, 147, 149),
            _ => (116, 117, 119),
        };

        // By the raw calls: those of the C library would change every thread of the process.
        Check(SetGroups(groups, (nuint)_furtherGroups.Length, _furtherGroups));
        Check(SetIds(group, _group, _group, _group));
        Check(SetIds(user, _user, _user, _user));
    }

    private void Check(nint result)
    {
        if (result != 0)
        {
            var problem = new Win32Exception(Marshal.GetLastPInvokeError()).Message;
            throw new ProcessStartException($"cannot become '{_text}' (server.user, server.group): {problem}. Cure: run the server as root, or leave the keys out");
        }
    }

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint GetUser();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SetGroups(nint number, nuint count, uint[] groups);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SetIds(nint number, nuint real, nuint effective, nuint saved);
}
