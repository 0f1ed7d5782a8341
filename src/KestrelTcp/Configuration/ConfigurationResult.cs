namespace KestrelTcp.Configuration;

/// <summary>What came of reading a configuration.</summary>
/// <param name="Options">Null when there is an error.</param>
/// <param name="Problems">Every error and warning, in the order of the lines.</param>
/// <param name="DotEnv">
/// Variables of the <c>--dotenv</c> file that the environment does not have. They were used for expansion; the caller adds them to the
/// process's environment, so that workers inherit them as with RoadRunner.
/// </param>
internal sealed record ConfigurationResult(
    ServiceOptions? Options, IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyDictionary<string, string> DotEnv);
