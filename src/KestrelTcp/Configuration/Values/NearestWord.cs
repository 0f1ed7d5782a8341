namespace KestrelTcp.Configuration.Values;

/// <summary>Finds the word that somebody most likely meant.</summary>
internal static class NearestWord
{
    /// <summary>The candidate with the fewest slips of the finger, or null when none is close.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        // One slip in three letters is a typing mistake; more is another word.
        var limit = Math.Max(1, word.Length / 3);
        return candidates
            .Select(candidate => (Word: candidate, Slips: Slips(word, candidate)))
            .Where(found => found.Slips <= limit)
            .OrderBy(found => found.Slips)
            .Select(found => found.Word)
            .FirstOrDefault();
    }

    // Letters put in, left out, wrong, or two of them in the wrong order.
    private static int Slips(string left, string right)
    {
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var wrong = left[i - 1] == right[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + wrong);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[left.Length, right.Length];
    }
}
