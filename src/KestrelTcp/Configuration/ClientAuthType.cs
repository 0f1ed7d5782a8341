namespace KestrelTcp.Configuration;

/// <summary>What is asked of a client's certificate, in RoadRunner's words.</summary>
internal enum ClientAuthType
{
    /// <summary>None is asked for.</summary>
    NoClientCert,

    /// <summary>One is asked for; whatever comes is taken, nothing too.</summary>
    RequestClientCert,

    /// <summary>There must be one, whoever has issued it.</summary>
    RequireAnyClientCert,

    /// <summary>There need not be one, but it must be valid.</summary>
    VerifyClientCertIfGiven,

    /// <summary>There must be a valid one.</summary>
    RequireAndVerifyClientCert,
}
