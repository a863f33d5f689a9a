namespace Fairlead.Feel;

/// <summary>How much of an evaluation is written down. What lies beyond is counted, so that a reader knows of it.</summary>
public sealed record FeelTraceLimits
{
    /// <summary>Parts written down. Memory grows with it; at least 1.</summary>
    public int EntriesAtMost { get; init => field = Math.Max(value, 1); } = 1_000;

    /// <summary>How deep parts lie inside each other: from 1 to 400, because JSON of it is twice as deep.</summary>
    public int DepthAtMost { get; init => field = Math.Clamp(value, 1, 400); } = 100;

    /// <summary>
    /// Rounds of a loop, a filter or a function written down: the first ones, and behind them the first that went wrong.
    /// </summary>
    public int RoundsAtMost { get; init => field = Math.Max(value, 1); } = 3;

    /// <summary>Characters of a text or a value that are shown; at least 10.</summary>
    public int CharactersAtMost { get; init => field = Math.Max(value, 10); } = 120;
}
