using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads errors and escalations, which are told apart by their codes: thrown with one, caught by one or by any.</summary>
internal sealed class CodeReader(RootElements roots, Problems problems)
{
    public EventDefinition.Error? ThrownError(XElement element, XElement definition) =>
        Thrown(element, definition, "error") is { } code ? new EventDefinition.Error(code) : null;

    public EventDefinition.Escalation? ThrownEscalation(XElement element, XElement definition) =>
        Thrown(element, definition, "escalation") is { } code ? new EventDefinition.Escalation(code) : null;

    public EventDefinition.Error? CaughtError(XElement element, XElement definition, bool interrupting)
    {
        if (!interrupting)
            problems.Add(
                BpmnCode.Structure,
                element,
                "catches an error without interrupting: make it interrupting, an error always ends what it came from.");
        return TryCaught(element, definition, "error", out var code) ? new EventDefinition.Error(code) : null;
    }

    public EventDefinition.Escalation? CaughtEscalation(XElement element, XElement definition) =>
        TryCaught(element, definition, "escalation", out var code) ? new EventDefinition.Escalation(code) : null;

    private Text? Thrown(XElement element, XElement definition, string kind)
    {
        if (definition.Filled($"{kind}Ref") is not { } reference)
        {
            problems.Add(BpmnCode.Missing, element, $"throws no {kind}: choose or create the {kind} it throws.");
            return null;
        }

        if (roots.Coded(kind, element, reference) is not { } found)
            return null;

        if (found.Filled($"{kind}Code") is { } code)
            return Values.NotEmpty(Values.Read(code), element, $"the {kind} code", problems);

        problems.Add(
            BpmnCode.Missing,
            element,
            $"throws the {kind} {Problems.Short(reference)}, which has no code: give it one.");
        return null;
    }

    /// <param name="code">Null catches every code.</param>
    private bool TryCaught(XElement element, XElement definition, string kind, out Text? code)
    {
        code = null;
        if (definition.Filled($"{kind}Ref") is not { } reference)
            return true;
        if (roots.Coded(kind, element, reference) is not { } found)
            return false;
        if (found.Filled($"{kind}Code") is not { } text)
            return true;

        code = Values.Read(text);
        if (!code.IsExpression)
            return true;

        problems.Add(
            BpmnCode.Expression,
            element,
            $"catches an {kind} whose code is an expression: what is caught must be fixed text, remove the \"=\".");
        return false;
    }
}
