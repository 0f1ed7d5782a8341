namespace KestrelTcp.Configuration.Nodes;

/// <summary>Where something was written: a file with line and column (from 1), or only a source (<c>-o key</c>; line 0).</summary>
internal readonly record struct Place(string Source, int Line, int Column)
{
    /// <summary>A source without lines.</summary>
    public static Place Of(string source) => new(source, 0, 0);

    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
