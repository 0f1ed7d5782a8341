using KestrelTcp.Configuration.Nodes;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>Tells of keys that are misspelt, or of features that are not here.</summary>
internal static class UnknownKeys
{
    public static void Check(ProblemList problems, KnownSection known, string path, MapNode map)
    {
        var others = new List<MapEntry>();
        foreach (var entry in map.Entries)
        {
            var keyPath = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            switch (known.Find(entry.Key)?.Support)
            {
                case null when known == KnownKeys.Root && KnownKeys.OtherPlugins.Contains(entry.Key):
                    others.Add(entry);
                    break;
                case null:
                    var nearest = NearestWord.Find(entry.Key, known.Keys.Where(key => key.Support == KeySupport.Supported).Select(key => key.Name));
                    problems.Warn(
                        entry.KeyPlace, keyPath, "this key is not known and is ignored",
                        nearest is null ? "remove it, or see docs/configuration.md for the keys that there are" : $"did you mean \"{nearest}\"?");
                    break;
                case KeySupport.Ignored:
                    problems.Warn(entry.KeyPlace, keyPath, "this version does not have it and ignores it", "remove it, or do without until a version has it");
                    break;
                case KeySupport.NoEffect:
                    problems.Warn(entry.KeyPlace, keyPath, "RoadRunner's key has no effect here and is ignored", "remove it");
                    break;
            }
        }

        if (others.Count > 0)
        {
            var names = string.Join(", ", others.Select(entry => entry.Key));
            problems.Warn(others[0].KeyPlace, "", $"these sections belong to other plugins of RoadRunner and are ignored: {names}", "serve them with RoadRunner, or remove them");
        }
    }
}
