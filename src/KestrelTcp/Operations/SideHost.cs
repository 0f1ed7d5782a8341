using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations;

/// <summary>A small HTTP server on one configured address and nowhere else.</summary>
/// <param name="key">The setting that names the address, for messages.</param>
/// <param name="address">Where to listen.</param>
/// <param name="handler">Answers every request.</param>
/// <param name="loggers">Not disposed here.</param>
/// <param name="settings">appsettings.json.</param>
internal sealed class SideHost(string key, ListenAddress address, RequestDelegate handler, ILoggerFactory loggers, IConfiguration? settings) : IAsyncDisposable
{
    /// <summary>An answer takes milliseconds; whoever is slower to read it than this is cut off.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private WebApplication? _app;

    /// <summary>Where it really listens, as URLs: with port 0 the system has chosen.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <exception cref="StartupException">The address cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var endpoints = await SideBinding.ResolveAsync(key, address, cancellation);

        // Empty: no configuration source, so ASPNETCORE_URLS and its kin mean nothing here; no console lifetime, so signals stay the service's own.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopPatience);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<IConnectionListenerFactory, SideListenerFactory>();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            SideLimits.Apply(options.Limits, settings);
            foreach (var bind in endpoints)
                bind(options);
        });
        var app = builder.Build();
        app.Run(handler);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is not StartupException and not OperationCanceledException)
        {
            await app.DisposeAsync();
            throw SideBinding.Explain(key, address, e);
        }

        _app = app;
        Addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_app is not null)
            await _app.StopAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }
}
