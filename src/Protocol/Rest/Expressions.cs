using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Evaluates an expression.</summary>
public sealed record ExpressionEvaluationRequest
{
    /// <summary>FEEL with a leading <c>=</c>; any other text stands for itself.</summary>
    public required string Expression { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>What the expression may see.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>Fairlead's own: asks for <see cref="ExpressionEvaluationResult.Trace"/>.</summary>
    public bool? Trace { get; init; }
}

/// <summary>What came out of an expression.</summary>
public sealed record ExpressionEvaluationResult
{
    /// <summary>The expression of the request.</summary>
    public required string Expression { get; init; }

    /// <summary>The value.</summary>
    public required JsonValueText Result { get; init; }

    /// <summary>What explains unexpected nulls.</summary>
    public required IReadOnlyList<ExpressionEvaluationWarningItem> Warnings { get; init; }

    /// <summary>
    /// Fairlead's own: how the value came about. <c>{cause, root}</c>, where <c>cause</c> says why the value is null and <c>root</c> is
    /// <c>{expression, start, length, value, isComplete, round, reason, parts, partsLeftOut}</c>, the parts being the same again.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObjectText? Trace { get; init; }
}

/// <summary>Something to tell about an evaluation.</summary>
public sealed record ExpressionEvaluationWarningItem
{
    /// <summary>A sentence for the person who wrote the expression.</summary>
    public required string Message { get; init; }

    /// <summary>Fairlead's own, with a trace: the kind of problem, such as <c>NO_VARIABLE_FOUND</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>Fairlead's own, with a trace: first character concerned, from 0 and without the equals sign, in UTF-16 units.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Start { get; init; }

    /// <summary>Fairlead's own, with a trace: how many UTF-16 units are concerned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Length { get; init; }
}
