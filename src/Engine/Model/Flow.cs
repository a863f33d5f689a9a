namespace Fairlead.Engine.Model;

/// <summary>A sequence flow, resolved.</summary>
internal sealed class Flow
{
    public required string Id { get; init; }

    public required Node Source { get; init; }

    public required Node Target { get; init; }

    /// <summary>Null when it is always taken.</summary>
    public required ModelText? Condition { get; init; }

    /// <summary>The id alone, as events list it.</summary>
    public required string[] IdAlone { get; init; }
}
