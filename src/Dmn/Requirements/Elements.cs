using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Logic;
using Fairlead.Dmn.Types;

namespace Fairlead.Dmn.Requirements;

/// <summary>
/// A node of the requirements graph. Filled in while the file is read, because nodes refer to each other in any order; never
/// changed afterwards.
/// </summary>
internal abstract class Element
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>What others call its value.</summary>
    public required string VariableName { get; init; }

    public required Place Place { get; init; }

    /// <summary>What its variable declares.</summary>
    public ItemType? Type { get; set; }

    /// <summary>What is known of what others see: the names of its entries may be used in paths. Null when nothing is.</summary>
    public virtual ItemType? ValueType => Type;

    public IReadOnlyList<Requirement> Requirements { get; set; } = [];
}

/// <summary>Something another element needs.</summary>
/// <param name="Import">The name under which the model that has it is imported; null when it is in the same model.</param>
internal sealed record Requirement(Element Element, string? Import);

/// <summary>A value from outside.</summary>
internal sealed class InputData : Element;

internal sealed class Decision : Element
{
    public DecisionType Kind { get; set; }

    public string? VersionTag { get; init; }

    public Boxed? Logic { get; set; }

    /// <summary>What its variable declares, or else what its logic tells.</summary>
    public ItemType? KnownType { get; set; }

    public override ItemType? ValueType => KnownType ?? Type;
}

/// <summary>A business knowledge model: a function.</summary>
internal sealed class Knowledge : Element
{
    public FunctionLogic? Logic { get; set; }

    public override ItemType? ValueType => Logic is null ? null : new ItemType("function")
    {
        Function = new ItemFunction(
            [.. Logic.Parameters.Select(parameter => (parameter.Name, parameter.Type ?? ItemType.Any))],
            Logic.Result ?? Logic.Body.KnownType),
    };
}

/// <summary>Decisions that are evaluated together, as a function of what they need from outside.</summary>
internal sealed class Service : Element
{
    public IReadOnlyList<Requirement> Outputs { get; set; } = [];

    /// <summary>What comes from outside, in the order of the parameters: input data, then decisions.</summary>
    public IReadOnlyList<Requirement> Inputs { get; set; } = [];

    public override ItemType? ValueType => new ItemType("function")
    {
        Function = new ItemFunction(
            [.. Inputs.Select(input => (input.Element.VariableName, input.Element.ValueType ?? ItemType.Any))],
            Type is { Function: { } function } ? function.Result : Outputs.Count == 1 ? Outputs[0].Element.ValueType : null),
    };
}
