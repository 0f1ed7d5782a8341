namespace KestrelTcp.Configuration;

/// <summary>Which byte of a number comes first.</summary>
internal enum Endianness
{
    Big,
    Little,
}
