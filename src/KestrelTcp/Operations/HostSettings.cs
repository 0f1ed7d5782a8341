using Microsoft.Extensions.Configuration;

namespace KestrelTcp.Operations;

/// <summary>
/// appsettings.json beside the executable: logging filters and the side endpoint's Kestrel limits. Addresses in it have no effect, and no
/// environment variable is read.
/// </summary>
internal static class HostSettings
{
    public const string FileName = "appsettings.json";

    /// <summary>Without a file there are no settings, and the defaults apply.</summary>
    /// <exception cref="StartupException">The file is no JSON.</exception>
    public static IConfiguration Load(string? folder = null)
    {
        var path = Path.Combine(folder ?? AppContext.BaseDirectory, FileName);
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path}: {e.Message} {e.InnerException?.Message} Cure: repair the file, or remove it to have the defaults.", e);
        }
    }
}
