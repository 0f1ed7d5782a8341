namespace KestrelTcp.Operations.Api.Messages;

/// <summary>Why there is no other answer.</summary>
/// <param name="Error">For people.</param>
/// <param name="Paths">What there is to ask for.</param>
internal sealed record ApiError(
    string Error,
    IReadOnlyList<string>? Paths);
