using Microsoft.AspNetCore.Connections;

namespace KestrelTcp.Ingress.Edge;

/// <summary>The steps that a new connection passes in this order, the last of which lives through it.</summary>
internal static class Pipeline
{
    public static void Build(IConnectionBuilder connections, TcpServer server)
    {
        connections.Use(next => context => server.Admission.RunAsync(context, next));
        connections.Run(server.HandleAsync);
    }
}
