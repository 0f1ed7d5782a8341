namespace KestrelTcp.Workers;

/// <summary>The bytes of an answer, where the worker's frame lies. Whoever cannot use them at once copies them or, a long one, keeps them.</summary>
/// <param name="bytes">The last bytes of the frame that was read last; valid during the call that they are handed to.</param>
/// <param name="reader">Owns them; null: they can only be copied.</param>
internal readonly ref struct AnswerBody(ReadOnlySpan<byte> bytes, FrameReader? reader = null)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Takes the last bytes over together with the memory that they are in.</summary>
    /// <param name="length">How many.</param>
    /// <param name="kept">An array rented from the shared pool, which the caller has to return there, and where in it they are.</param>
    /// <returns>False: they are too few to be worth it.</returns>
    public bool TryKeep(int length, out ArraySegment<byte> kept)
    {
        kept = default;
        return reader is not null && reader.TryGiveAway(length, out kept);
    }
}
