using Fairlead.Feel;

namespace Fairlead.Dmn;

/// <summary>How a DMN file is read.</summary>
public sealed record DmnOptions
{
    internal static DmnOptions Standard { get; } = new();

    /// <summary>
    /// <see cref="FeelDialect.Camunda"/>: as Camunda 8 evaluates decisions. An expression that fails ends the evaluation, every
    /// decision sees all variables, and results of a wrong type are failures. <see cref="FeelDialect.Dmn15"/>: as the standard
    /// has it. What fails is null and explained by a warning, a decision sees what it requires, and values are converted.
    /// </summary>
    public FeelDialect Dialect { get; init; }

    /// <summary>The models that a file may import, found by their namespaces.</summary>
    public IReadOnlyList<DmnModel> Imports { get; init; } = [];
}
