namespace KestrelTcp.Configuration;

/// <summary>How the records of a server tell their length; for framing fixed, their size.</summary>
internal sealed record LengthOptions
{
    /// <summary>Bytes of the number: 1, 2, 4 or 8.</summary>
    public int Prefix { get; init; }

    public Endianness Endian { get; init; } = Endianness.Big;

    /// <summary>The number counts the whole record, from its first byte on; else what follows the number.</summary>
    public bool IncludesPrefix { get; init; }

    /// <summary>Bytes of a record before the number.</summary>
    public int Offset { get; init; }

    /// <summary>Workers get what follows the number; else the whole record.</summary>
    public bool Strip { get; init; }

    /// <summary>Bytes of a record, for framing fixed.</summary>
    public long Size { get; init; }

    /// <summary>Bytes up to the end of the number.</summary>
    public int HeaderSize => Offset + Prefix;
}
