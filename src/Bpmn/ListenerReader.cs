using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads the execution listeners of a process or of an element.</summary>
internal sealed class ListenerReader(Problems problems)
{
    /// <summary>Of one element. Each costs every visit a job; people have one or two.</summary>
    private const int ListenersAtMost = 100;

    public IReadOnlyList<ExecutionListener> Read(XElement element)
    {
        var written = element.ZeebeExtensions("executionListeners").Elements(XmlNames.Zeebe + "executionListener").ToList();
        if (written.Count == 0) return [];
        if (written.Count > ListenersAtMost)
        {
            problems.Add(
                BpmnCode.Limit,
                element,
                $"has {written.Count} execution listeners, more than the {ListenersAtMost} that are read: let one of them do more.");
            return [];
        }

        var listeners = new List<ExecutionListener>();
        var known = new HashSet<(ListenerEvent, Text)>();
        foreach (var listener in written)
        {
            var at = Event(element, listener);
            var type = Type(element, listener);
            var retries = Extensions.Retries(element, listener, problems);
            var headers = Extensions.Headers(
                element,
                listener.Elements(XmlNames.Zeebe + "taskHeaders").Elements(XmlNames.Zeebe + "header"),
                "listener header",
                problems);
            if (at is not { } when || type is null || retries is null) continue;
            if (known.Add((when, type)))
                listeners.Add(new ExecutionListener(when, type, retries, headers));
            else
                problems.Add(
                    BpmnCode.Duplicate,
                    element,
                    $"has several execution listeners for its {Word(when)} with the job type \"{Problems.Short(type.Value)}\": "
                    + "keep one of them.");
        }

        return listeners;
    }

    private ListenerEvent? Event(XElement element, XElement listener)
    {
        ListenerEvent? at = listener.Filled("eventType")?.Trim() switch
        {
            "start" => ListenerEvent.Start,
            "end" => ListenerEvent.End,
            _ => null,
        };
        if (at is { } known)
        {
            if (Objection(element, known) is not { } advice) return at;
            problems.Add(BpmnCode.Structure, element, $"cannot have an execution listener for its {Word(known)}: {advice}.");
            return null;
        }

        switch (listener.Filled("eventType")?.Trim())
        {
            case null:
                problems.Add(
                    BpmnCode.Missing,
                    element,
                    $"has an execution listener without event type (line {XmlNames.LineOf(listener)}): choose start or end.");
                break;
            case "beforeAll":
                Unsupported.Feature(
                    element,
                    "an execution listener before all instances",
                    "use a start listener of an element before the multi-instance activity",
                    problems);
                break;
            case "cancel":
                Unsupported.Feature(element, "an execution listener for the cancellation", "remove it", problems);
                break;
            case { } other:
                problems.Add(
                    BpmnCode.Structure,
                    element,
                    $"has an execution listener for \"{Problems.Short(other)}\": choose start or end.");
                break;
        }

        return null;
    }

    private Text? Type(XElement element, XElement listener)
    {
        if (listener.Filled("type") is { } type)
            return Values.NotEmpty(Values.Read(type), element, "the job type of a listener", problems);
        problems.Add(
            BpmnCode.Missing,
            element,
            $"has an execution listener without job type (line {XmlNames.LineOf(listener)}): set the type that its worker asks for.");
        return null;
    }

    /// <returns>Where to put the listener instead; null when it may stay.</returns>
    private static string? Objection(XElement element, ListenerEvent at)
    {
        var kind = element.Name.LocalName;
        if (kind is "boundaryEvent" && Has(element, "compensateEventDefinition")) return "put it on the compensation handler";
        return (kind, at) switch
        {
            ("startEvent", ListenerEvent.Start) => "put it on the process or sub-process that begins with the event",
            ("boundaryEvent", ListenerEvent.Start) => "put it on what follows the event, or listen to its end",
            (_, ListenerEvent.End) when kind.EndsWith("Gateway", StringComparison.Ordinal) =>
                "listen to the start of what follows the gateway",
            ("endEvent", ListenerEvent.End) when Has(element, "errorEventDefinition") => "put it on the event that catches the error",
            _ => null,
        };
    }

    private static bool Has(XElement element, string definition) => element.Elements(XmlNames.Model + definition).Any();

    private static string Word(ListenerEvent at) => at switch
    {
        ListenerEvent.Start => "start",
        ListenerEvent.End => "end",
    };
}
