namespace KestrelTcp.Ingress;

/// <summary>The socket under a connection, below anything that transforms the bytes (TLS). A connection's feature.</summary>
internal interface IClientSocket
{
    /// <summary>Bytes that the client's kernel has acknowledged; 0 where that cannot be told.</summary>
    ulong BytesAcknowledged { get; }

    /// <summary>Sends FIN behind all that was given to the kernel.</summary>
    void EndOutput();
}
