using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary>Every address of the file, to tell of two that cannot both be listened on.</summary>
internal sealed class AddressBook(ProblemList problems)
{
    private readonly List<(ListenAddress Address, string Path, AddressSharing Sharing)> _entries = [];

    public void Add(ListenAddress address, string path, Place place, AddressSharing sharing)
    {
        foreach (var other in _entries)
        {
            if (!Clash(address, other.Address) || (sharing == other.Sharing && sharing != AddressSharing.None))
                continue;

            var share = path.StartsWith("tcp.", StringComparison.Ordinal) && other.Path.StartsWith("tcp.", StringComparison.Ordinal) && address.UnixPath is null
                ? ", or set reuse_port: true for both to share it"
                : "";
            problems.Error(place, path, $"the address {address} is already used by {other.Path}", $"give each an address of its own{share}");
        }

        _entries.Add((address, path, sharing));
    }

    private static bool Clash(ListenAddress left, ListenAddress right)
    {
        if (left.UnixPath is not null || right.UnixPath is not null)
            return left.UnixPath == right.UnixPath;

        // Port 0 is a free port each time.
        return left.Port == right.Port && left.Port != 0
            && (IsEverywhere(left) || IsEverywhere(right) || string.Equals(left.Host, right.Host, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsEverywhere(ListenAddress address) => address.Host is "" or "0.0.0.0" or "::";
}
