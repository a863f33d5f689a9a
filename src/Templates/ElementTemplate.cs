namespace Fairlead.Templates;

/// <summary>A form that a modeller shows for an element, and what of it is stored where. Written by <see cref="TemplateJson"/>.</summary>
public sealed record ElementTemplate
{
    /// <summary>Shown in the list of templates.</summary>
    public required string Name { get; init; }

    /// <summary>The same in all versions.</summary>
    public required string Id { get; init; }

    /// <summary>Counts from 1. A published version never changes.</summary>
    public required int Version { get; init; }

    /// <summary>One or two sentences.</summary>
    public required string Description { get; init; }

    /// <summary>For the search.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>What it may be put on, for example <c>bpmn:Task</c>.</summary>
    public required IReadOnlyList<string> AppliesTo { get; init; }

    /// <summary>What the element becomes, for example <c>bpmn:ServiceTask</c>.</summary>
    public required string ElementType { get; init; }

    /// <summary>Of the event that the element becomes, for example <c>bpmn:MessageEventDefinition</c>; null for none.</summary>
    public string? EventDefinition { get; init; }

    /// <summary>Parts of the form, in the order in which they are shown.</summary>
    public required IReadOnlyList<TemplateGroup> Groups { get; init; }

    /// <summary>In the order in which they are shown and stored.</summary>
    public required IReadOnlyList<TemplateProperty> Properties { get; init; }

    /// <summary>A picture as an address that begins with <c>data:</c>.</summary>
    public required string Icon { get; init; }
}

/// <summary>A part of a form.</summary>
/// <param name="Label">Above it.</param>
public sealed record TemplateGroup(string Id, string Label);

/// <summary>A field of a form, or a value that is stored without one.</summary>
public sealed record TemplateProperty
{
    /// <summary>What conditions call it; null for what none depends on.</summary>
    public string? Id { get; init; }

    public required TemplateType Type { get; init; }

    public required TemplateBinding Binding { get; init; }

    public string? Label { get; init; }

    /// <summary>Below the field.</summary>
    public string? Description { get; init; }

    /// <summary>In the empty field.</summary>
    public string? Placeholder { get; init; }

    /// <summary>Of a part of the form; null for what is not shown.</summary>
    public string? Group { get; init; }

    public TemplateFeel Feel { get; init; }

    /// <summary>What is stored at first: text, a <see cref="bool"/> or a <see cref="decimal"/>; null for nothing.</summary>
    public object? Value { get; init; }

    /// <summary>A new UUID is stored at first, in place of a value.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>Usually names a secret; only a hint for how to show it.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Nothing is stored for an empty field.</summary>
    public bool IsOptional { get; init; }

    public IReadOnlyList<TemplateChoice> Choices { get; init; } = [];

    public bool IsNotEmpty { get; init; }

    /// <summary>A regular expression with the sentence for those who miss it.</summary>
    public (string Value, string Message)? Pattern { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>All of them; empty for what always counts.</summary>
    public IReadOnlyList<TemplateCondition> Conditions { get; init; } = [];
}

/// <param name="Value">As it is stored.</param>
/// <param name="Name">For the person who chooses.</param>
public sealed record TemplateChoice(string Value, string Name);

/// <summary>Another property has one of the values.</summary>
/// <param name="Property">Its id.</param>
/// <param name="Values">Text, or <see cref="bool"/>.</param>
public sealed record TemplateCondition(string Property, IReadOnlyList<object> Values);

public enum TemplateType
{
    /// <summary>One line of text.</summary>
    Line,

    Text,
    Hidden,
    Dropdown,
    Boolean,
    Number,
}

/// <summary>Whether a field takes FEEL.</summary>
public enum TemplateFeel
{
    None,
    Optional,
    Required,
    Static,
}

/// <summary>Where a value is stored.</summary>
public abstract record TemplateBinding
{
    private TemplateBinding() { }

    public sealed record Input(string Name) : TemplateBinding;

    public sealed record TaskHeader(string Key) : TemplateBinding;

    public sealed record Property(string Name) : TemplateBinding;

    /// <param name="Part"><c>type</c> or <c>retries</c>.</param>
    public sealed record TaskDefinition(string Part) : TemplateBinding;

    /// <summary>The name of the message.</summary>
    public sealed record MessageName : TemplateBinding;

    /// <summary>The correlation key of the message's subscription.</summary>
    public sealed record CorrelationKey : TemplateBinding;
}
