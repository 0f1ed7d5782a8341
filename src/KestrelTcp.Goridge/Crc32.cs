namespace KestrelTcp.Goridge;

/// <summary>CRC-32 with the IEEE 802.3 polynomial (the one of zlib and gzip), over the six bytes that a header covers.</summary>
internal static class Crc32
{
    private static readonly uint[] _table = MakeTable();

    public static uint Compute(ReadOnlySpan<byte> source)
    {
        var crc = uint.MaxValue;
        foreach (var value in source)
        {
            crc = _table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        const uint polynomial = 0xEDB88320;
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) != 0 ? polynomial ^ (entry >> 1) : entry >> 1;
            }

            table[i] = entry;
        }

        return table;
    }
}
