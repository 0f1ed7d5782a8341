namespace KestrelTcp.Tests.Configuration;

/// <summary>Files of the repository that tests hold against the code.</summary>
internal static class RepositoryFiles
{
    public static string Read(string path) => File.ReadAllText(FullPath(path));

    public static string FullPath(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KestrelTcp.sln")))
                return Path.Combine(folder.FullName, path);
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
