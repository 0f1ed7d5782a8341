namespace KestrelTcp.Io;

/// <summary>Work that is better done once, after all that a loop was told of at a time, than after each.</summary>
internal interface IDeferred
{
    /// <summary>Called on the loop's thread; must not block.</summary>
    void RunDeferred();
}
