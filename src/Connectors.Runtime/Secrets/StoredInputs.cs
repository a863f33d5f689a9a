using System.Text.RegularExpressions;

using Fairlead.Bpmn;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Inputs that are a cluster variable and nothing else, such as a stored credential.</summary>
internal static partial class StoredInputs
{
    /// <returns>Their targets: names from the variable downward. One that another input writes into, too, is none of them.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Of(FlowNode element) =>
    [
        .. element.Inputs
            .Where(input => input.Source.IsExpression && ClusterVariable().IsMatch(input.Source.Value))
            .Where(input => !element.Inputs.Any(other => !ReferenceEquals(other, input) && Overlap(other.Target, input.Target)))
            .Select(input => input.Target.Split('.')),
    ];

    private static bool Overlap(string one, string other) =>
        $"{one}.".StartsWith($"{other}.", StringComparison.Ordinal) || $"{other}.".StartsWith($"{one}.", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*=?\s*camunda\.vars\.(env|cluster|tenant)(\.[\p{L}_][\p{L}\p{N}_]*)+\s*$")]
    private static partial Regex ClusterVariable();
}
