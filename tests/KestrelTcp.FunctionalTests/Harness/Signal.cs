namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>The signals that the tests send, by their Linux numbers.</summary>
internal enum Signal
{
    Hup = 1,
    Int = 2,
    Quit = 3,
    Kill = 9,
    Term = 15,
    Cont = 18,
    Stop = 19,
}
