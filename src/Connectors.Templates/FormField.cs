namespace Fairlead.Connectors.Templates;

/// <summary>What a person fills in for a connector, read off the type of its input. Where it is stored depends on the element.</summary>
public sealed record FormField
{
    /// <summary>From the top of the input, for example <c>authentication.token</c>.</summary>
    public required string Path { get; init; }

    public required string Label { get; init; }

    public string? Help { get; init; }

    public string? Example { get; init; }

    /// <summary>The part of the form, as people read it.</summary>
    public required string Group { get; init; }

    public required FieldKind Kind { get; init; }

    /// <summary>Whether FEEL may be written in it.</summary>
    public bool TakesFeel { get; init; }

    /// <summary>As a diagram has it: text, a <see cref="bool"/> or a <see cref="decimal"/>; null for nothing.</summary>
    public object? Default { get; init; }

    /// <summary>Of <see cref="FieldKind.Choice"/>.</summary>
    public IReadOnlyList<FieldChoice> Choices { get; init; } = [];

    public bool IsRequired { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>FEEL that the connector evaluates itself.</summary>
    public bool IsFunction { get; init; }

    public string? Pattern { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>What numbers or durations are allowed, for people; null for all.</summary>
    public string? Bounds { get; init; }

    /// <summary>All of them; the outermost first.</summary>
    public IReadOnlyList<FieldCondition> Conditions { get; init; } = [];
}

/// <param name="Value">As a diagram has it.</param>
public sealed record FieldChoice(string Value, string Label);

/// <summary>A field is shown only while another one has one of some values.</summary>
/// <param name="Values">As a diagram has them.</param>
public sealed record FieldCondition(FormField Field, IReadOnlyList<string> Values);

public enum FieldKind
{
    Text,
    LongText,
    Number,
    Boolean,
    Choice,

    /// <summary>A value that only FEEL can give, such as a list or a function.</summary>
    Feel,
}
