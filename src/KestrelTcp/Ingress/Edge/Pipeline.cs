using Microsoft.AspNetCore.Connections;

namespace KestrelTcp.Ingress.Edge;

/// <summary>The steps that a new connection passes in this order, the last of which lives through it.</summary>
internal static class Pipeline
{
    public static void Build(IConnectionBuilder connections, TcpServer server)
    {
        Admit(connections, server.Edge);
        if (server.Tls is { } tls)
        {
            connections.Use(next => context => tls.RunAsync(context, next));
        }

        connections.Run(server.HandleAsync);
    }

    /// <summary>Those that decide who comes in. Each is there only when it is asked for.</summary>
    public static void Admit(IConnectionBuilder connections, EdgeSteps steps)
    {
        connections.Use(next => context => steps.Admission.RunAsync(context, next));
        if (steps.Proxy is { } proxy)
        {
            connections.Use(next => context => proxy.RunAsync(context, next));
        }

        if (steps.AccessList is { } accessList)
        {
            connections.Use(next => context => accessList.RunAsync(context, next));
        }

        if (steps.Rate is { } rate)
        {
            connections.Use(next => context => rate.RunAsync(context, next));
        }

        if (steps.AddressLimit is { } addressLimit)
        {
            connections.Use(next => context => addressLimit.RunAsync(context, next));
        }
    }
}
