using KestrelTcp.Configuration;
using KestrelTcp.Operations;
using KestrelTcp.Operations.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KestrelTcp.Tests.Operations.Logging;

public sealed partial class ServiceLoggingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, LogMode.Development, "debug info warn error panic")]
    [InlineData(null, LogMode.Production, "info warn error panic")]
    [InlineData(LogSeverity.Debug, LogMode.Production, "debug info warn error panic")]
    [InlineData(LogSeverity.Warn, LogMode.Development, "warn error panic")]
    [InlineData(LogSeverity.Error, LogMode.Production, "error panic")]
    [InlineData(LogSeverity.Panic, LogMode.Production, "panic")]
    [InlineData(LogSeverity.Debug, LogMode.Off, "")]
    public void Level_letsThroughWhatIsAsSevere(object? level, object mode, string expected)
    {
        var options = Options((LogMode)mode) with { Level = (LogSeverity?)level, Encoding = LogEncoding.Json };
        var text = Written(options, factory =>
        {
            var log = factory.CreateLogger("tcp");
            foreach (var each in (LogLevel[])[LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical, LogLevel.None])
                LogAt(log, each, 1);
        });
        Assert.Equal(expected, string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('"')[3])));
    }

    [Fact]
    public void Production_isJsonWithTheHolesAsKeys()
    {
        var text = Written(Options(LogMode.Production), factory => LogAt(factory.CreateLogger("pool"), LogLevel.Information, 77));
        Assert.Matches("^{\"level\":\"info\",\"ts\":1[0-9]{18},\"logger\":\"pool\",\"msg\":\"Worker 77 is ready\",\"pid\":77}\n$", text);
    }

    [Fact]
    public void Exception_isTheErrorKeyAndErrorsHaveAStack()
    {
        var text = Written(Options(LogMode.Production), factory =>
        {
            LogFailure(factory.CreateLogger("tcp"), LogLevel.Warning, Thrown(new IOException("gone", new InvalidOperationException("why"))));
            LogFailure(factory.CreateLogger("tcp"), LogLevel.Error, Thrown(new IOException("gone")));
            LogFailure(factory.CreateLogger("tcp"), LogLevel.Error, Thrown(new StartupException("say it")));
        }).Split('\n');
        Assert.EndsWith("\"msg\":\"Failed\",\"error\":\"IOException: gone (InvalidOperationException: why)\"}", text[0], StringComparison.Ordinal);
        Assert.Contains("\"error\":\"IOException: gone\",\"stacktrace\":\"   at ", text[1], StringComparison.Ordinal);
        Assert.EndsWith("\"error\":\"say it\"}", text[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Channel_hasItsOwnLevelFormAndFile_theRestFromMain()
    {
        var options = Options(LogMode.Production) with
        {
            Level = LogSeverity.Error,
            Channels = new Dictionary<string, LogOptions>
            {
                ["pool"] = new() { Mode = LogMode.Raw, Level = LogSeverity.Info, Output = _folder.File("pool.log") },
                ["rpc"] = new() { Mode = LogMode.Production, Output = _folder.File("main.log") },
                ["http"] = new() { Mode = LogMode.Off },
            },
        };
        var text = Written(options, factory =>
        {
            foreach (var name in (string[])["tcp", "pool", "rpc", "http"])
            {
                LogAt(factory.CreateLogger(name), LogLevel.Information, 1);
                LogAt(factory.CreateLogger(name), LogLevel.Error, 2);
            }
        });
        Assert.Equal(["tcp", "rpc"], text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('"')[9]));
        Assert.Equal("Worker 1 is ready\nWorker 2 is ready\n", File.ReadAllText(_folder.File("pool.log")));
    }

    [Fact]
    public void FileLoggerOptions_takeThePlaceOfTheOutput()
    {
        var options = Options(LogMode.Raw) with { File = new LogFileOptions { LogOutput = _folder.File("logs/app.log") } };
        Assert.Equal("", Written(options, factory => LogAt(factory.CreateLogger("tcp"), LogLevel.Information, 1)));
        Assert.Equal("Worker 1 is ready\n", File.ReadAllText(_folder.File("logs/app.log")));
    }

    [Theory]
    [InlineData(null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Information, false)]
    [InlineData(null, "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData(null, "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    [InlineData(LogSeverity.Debug, "Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Information, true)]
    [InlineData(LogSeverity.Debug, "Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Debug, false)]
    [InlineData(LogSeverity.Debug, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Information, false)]
    public void Kestrel_isQuietUnlessAskedFor(object? level, string category, LogLevel at, bool shown)
    {
        var text = Written(Options(LogMode.Production) with { Level = (LogSeverity?)level }, factory => LogAt(factory.CreateLogger(category), at, 1));
        Assert.Equal(shown, text.Contains("\"logger\":\"kestrel\"", StringComparison.Ordinal));
        Assert.Equal(shown, text.Length > 0);
    }

    [Fact]
    public void Kestrel_withAChannelOfItsOwn_isAsOpenAsThatSays()
    {
        var options = Options(LogMode.Production) with
        {
            Channels = new Dictionary<string, LogOptions> { ["kestrel"] = Options(LogMode.Production) with { Level = LogSeverity.Debug } },
        };
        Assert.NotEmpty(Written(options, factory => LogAt(factory.CreateLogger("Microsoft.AspNetCore.Server.Kestrel"), LogLevel.Debug, 1)));
    }

    [Fact]
    public void HostSettings_filterCategories()
    {
        File.WriteAllText(_folder.File(HostSettings.FileName), """{"Logging":{"LogLevel":{"Microsoft.AspNetCore.Server":"Information","tcp":"Error"}}}""");
        var text = Written(Options(LogMode.Production), factory =>
        {
            LogAt(factory.CreateLogger("Microsoft.AspNetCore.Server.Kestrel"), LogLevel.Information, 1);
            LogAt(factory.CreateLogger("tcp"), LogLevel.Warning, 2);
            LogAt(factory.CreateLogger("pool"), LogLevel.Information, 3);
        }, HostSettings.Load(_folder.Path));
        Assert.Equal(["kestrel", "pool"], text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('"')[9]));
    }

    [Fact]
    public void HostSettings_thatAreNoJson_sayWhere()
    {
        File.WriteAllText(_folder.File(HostSettings.FileName), "{ no");
        Assert.Contains(_folder.File(HostSettings.FileName), Assert.Throws<StartupException>(() => HostSettings.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_thatCannotBeOpened_isAStartupError()
    {
        var options = new LogOptions { Output = _folder.Path };
        var error = Assert.Throws<StartupException>(() => new ServiceLogging(options));
        Assert.StartsWith($"logs.output {_folder.Path}: the file cannot be written:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KestrelTcp.Ingress.Connection", "tcp")]
    [InlineData("KestrelTcp.Workers.Pool", "pool")]
    [InlineData("KestrelTcp.Rpc.Listener", "rpc")]
    [InlineData("KestrelTcp.Operations.SideEndpoint", "http")]
    [InlineData("KestrelTcp.Cli.Serve", "main")]
    [InlineData("System.Net.Http", "kestrel")]
    [InlineData("server", "server")]
    public void Category_hasAShortName(string category, string expected) => Assert.Equal(expected, LoggerNames.From(category));

    private LogOptions Options(LogMode mode) => new() { Mode = mode, Output = _folder.File("main.log") };

    private string Written(LogOptions options, Action<ILoggerFactory> use, IConfiguration? settings = null)
    {
        using (var logging = new ServiceLogging(options, settings))
            use(logging.Factory);
        return File.Exists(_folder.File("main.log")) ? File.ReadAllText(_folder.File("main.log")) : "";
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }

    private static void LogAt(ILogger log, LogLevel level, int pid) => Ready(log, level, pid);

    private static void LogFailure(ILogger log, LogLevel level, Exception exception) => Failed(log, level, exception);

    [LoggerMessage(EventId = 1, Message = "Worker {Pid} is ready")]
    private static partial void Ready(ILogger log, LogLevel level, int pid);

    [LoggerMessage(EventId = 2, Message = "Failed")]
    private static partial void Failed(ILogger log, LogLevel level, Exception exception);
}
