using Fairlead.Bpmn;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>A place in a job's variables where the model itself writes a function, and nothing else can.</summary>
/// <param name="Path">From the variable downward, to the object that is the function.</param>
/// <param name="Function">Its name, as the model has it.</param>
internal sealed record FunctionPosition(IReadOnlyList<FeelStep> Path, string Function)
{
    public const string TypeProperty = "camunda.function.type";

    /// <returns>The innermost first: their results are parameters of those around them.</returns>
    public static IReadOnlyList<FunctionPosition> Of(FlowNode element)
    {
        var positions = new List<FunctionPosition>();
        foreach (var input in element.Inputs)
        {
            FeelStep[] target = [.. input.Target.Split('.').Select(name => new FeelStep(name, 0))];
            // An input puts something else to its target, whatever an earlier one wrote there.
            positions.RemoveAll(position => position.Path.Take(target.Length).SequenceEqual(target));
            if (!input.Source.IsExpression || !input.Source.Value.Contains(TypeProperty, StringComparison.Ordinal))
                continue;

            foreach (var written in FeelExpression.Parse(input.Source.Value).WrittenTexts)
            {
                if (written.Path is [.., { Key: TypeProperty }])
                    positions.Add(new FunctionPosition([.. target, .. written.Path.SkipLast(1)], written.Text));
            }
        }

        return [.. positions.OrderByDescending(position => position.Path.Count)];
    }
}
