namespace Fairlead.Protocol.Rest;

/// <summary>
/// Why an element got what it got: its input mappings, evaluated again on the variables of now. Ours: not part of the REST API of
/// Camunda 8.
/// </summary>
public sealed record InputsExplanation
{
    /// <summary>The visit of the element.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The process version.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>In the order of evaluation.</summary>
    public required IReadOnlyList<ExplainedInputItem> Inputs { get; init; }

    /// <summary>Why the element could not begin on these variables; null when it could.</summary>
    public string? Problem { get; init; }
}

/// <summary>One input mapping.</summary>
public sealed record ExplainedInputItem
{
    /// <summary>The variable, or a path such as <c>authentication.token</c>.</summary>
    public required string Target { get; init; }

    /// <summary>As the model has it: an expression begins with <c>=</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What it gives.</summary>
    public required JsonValueText Value { get; init; }

    /// <summary>Of the value itself, or of what the expression writes out in it.</summary>
    public required IReadOnlyList<NullItem> Nulls { get; init; }

    /// <summary>The whole evaluation, as <c>POST /v2/expression/evaluation</c> gives it; null when it was not asked for.</summary>
    public JsonObjectText? Trace { get; init; }
}

/// <summary>A null, and what is to blame for it.</summary>
public sealed record NullItem
{
    /// <summary>Where it lies: <c>customer.name</c>; empty when all of it is null.</summary>
    public required string Path { get; init; }

    /// <summary>The part of the expression.</summary>
    public required string Part { get; init; }

    /// <summary>For example <c>NO_VARIABLE_FOUND</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Why it is null.</summary>
    public required string Message { get; init; }

    /// <summary>Where the part begins in the expression without its equals sign, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Where it begins in that line, from 1, in UTF-16 units.</summary>
    public required int Column { get; init; }
}
