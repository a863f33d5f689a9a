using Fairlead.Engine.Explaining;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Translating;

/// <summary>What the engine explains, as the REST API has it.</summary>
internal static class InputExplaining
{
    public static InputsExplanation ToAnswer(ElementSight sight, InputPreview preview, bool withTrace) => new()
    {
        ElementInstanceKey = new(sight.Element.Value),
        ProcessInstanceKey = new(sight.Instance.Value),
        ProcessDefinitionKey = new(sight.Definition.Value),
        ProcessDefinitionId = sight.ProcessId,
        ElementId = sight.ElementId,
        Inputs = ToItems(preview, withTrace),
        Problem = preview.Problem,
    };

    public static IReadOnlyList<ExplainedInputItem> ToItems(InputPreview preview, bool withTrace) =>
    [
        .. preview.Inputs.Select(input => new ExplainedInputItem
        {
            Target = input.Target,
            Source = input.Source,
            Value = new JsonValueText(input.Value),
            Nulls = [.. input.Nulls.Select(ToItem)],
            Trace = withTrace && !input.Trace.IsEmpty ? new JsonObjectText(input.Trace) : null,
        }),
    ];

    private static NullItem ToItem(ExplainedNull found) => new()
    {
        Path = found.Path,
        Part = found.Part,
        Code = found.Code,
        Message = found.Message,
        Line = found.Line,
        Column = found.Column,
    };
}
