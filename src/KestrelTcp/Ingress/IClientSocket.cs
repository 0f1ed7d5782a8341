namespace KestrelTcp.Ingress;

/// <summary>The socket under a connection, below anything that transforms the bytes (TLS). A connection's feature.</summary>
internal interface IClientSocket
{
    /// <summary>Grows with what the client takes of our bytes; the number itself says nothing.</summary>
    long Progress { get; }

    /// <summary>Sends FIN behind all that was given to the kernel.</summary>
    void EndOutput();
}
