namespace KestrelTcp.Benchmarks.Storm;

/// <summary>Invariants, each said aloud whether it held.</summary>
internal sealed class Checks(TextWriter output)
{
    public bool AllHeld { get; private set; } = true;

    public void Expect(bool held, string what)
    {
        AllHeld &= held;
        output.WriteLine($"  {(held ? "ok    " : "FAILED")} {what}");
    }

    public int Finish()
    {
        output.WriteLine(AllHeld ? "All invariants held." : "AN INVARIANT WAS VIOLATED.");
        return AllHeld ? 0 : 1;
    }
}
