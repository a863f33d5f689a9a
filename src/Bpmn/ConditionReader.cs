using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads the conditions of conditional events, and which changes of variables matter to them.</summary>
internal sealed class ConditionReader(Problems problems)
{
    /// <returns>Null when something was wrong and has been reported.</returns>
    public EventDefinition.Condition? Read(XElement element, XElement definition)
    {
        var filter = definition.ZeebeExtensions("conditionalFilter").FirstOrDefault();
        var names = List(filter, "variableNames");
        var areEventsKnown = TryEvents(element, List(filter, "variableEvents"), out var events);
        if (definition.Element(XmlNames.Model + "condition")?.Value is { } written && !string.IsNullOrWhiteSpace(written))
        {
            return Values.Expression(written, element, "the condition", problems) is { } expression && areEventsKnown
                ? new EventDefinition.Condition(expression.Trim(), names, events)
                : null;
        }

        problems.Add(BpmnCode.Missing, element, "has no condition: write one, for example \"=amount > 100\".");
        return null;
    }

    private bool TryEvents(XElement element, IReadOnlyList<string> words, out VariableEvents events)
    {
        events = words.Count == 0 ? VariableEvents.All : VariableEvents.None;
        foreach (var word in words)
        {
            switch (word)
            {
                case "create": events |= VariableEvents.Create; break;
                case "update": events |= VariableEvents.Update; break;
                default:
                    problems.Add(
                        BpmnCode.Structure,
                        element,
                        $"waits for the variable event \"{Problems.Short(word)}\": choose create, update or both.");
                    return false;
            }
        }

        return true;
    }

    private static IReadOnlyList<string> List(XElement? filter, string attribute) =>
        filter?.Filled(attribute)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
