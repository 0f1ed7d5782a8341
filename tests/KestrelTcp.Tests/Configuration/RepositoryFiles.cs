namespace KestrelTcp.Tests.Configuration;

/// <summary>Files of the repository that tests hold against the code.</summary>
internal static class RepositoryFiles
{
    public static string Read(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KestrelTcp.sln")))
                return File.ReadAllText(Path.Combine(folder.FullName, path));
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
