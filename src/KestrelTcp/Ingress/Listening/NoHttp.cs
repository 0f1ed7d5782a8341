using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace KestrelTcp.Ingress.Listening;

/// <summary>Kestrel starts with an HTTP application; our endpoints end in a connection handler and never come to it.</summary>
internal sealed class NoHttp : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public Task ProcessRequestAsync(IFeatureCollection context) =>
        throw new NotSupportedException("A TCP endpoint got an HTTP request.");

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Nothing was made.
    }
}
