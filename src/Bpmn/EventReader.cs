using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads events and what defines them.</summary>
internal sealed class EventReader(RootElements roots, Problems problems)
{
    private readonly CodeReader codes = new(roots, problems);
    private readonly ConditionReader conditions = new(problems);
    private readonly CompensationReader compensations = new(roots, problems);

    public FlowNode? Start(XElement element, string id, int line, bool nested)
    {
        if (!TryDefinition(element, out var definition))
            return null;

        if (nested && definition is not null)
        {
            problems.Add(
                BpmnCode.Structure,
                element,
                $"has {Problems.One(definition.Name.LocalName)}, but an embedded sub-process starts without "
                + "one: remove it.");
            return null;
        }

        EventDefinition? meaning = definition?.Name.LocalName switch
        {
            null => new EventDefinition.None(),
            "conditionalEventDefinition" => conditions.Read(element, definition),
            "messageEventDefinition" => Message(element, definition, starts: true),
            "signalEventDefinition" => Signal(element, definition),
            "timerEventDefinition" => Timer(element, definition, [TimerKind.Date, TimerKind.Cycle]),
            _ => Refuse(element, definition),
        };
        return meaning is null ? null : new FlowNode.StartEvent(meaning) { Id = id, Line = line };
    }

    public FlowNode? StartOfEventSubProcess(XElement element, string id, int line)
    {
        var interrupting = element.Flag("isInterrupting") ?? true;
        return TryDefinition(element, out var definition) && Caught(element, definition, interrupting) is { } meaning
            ? new FlowNode.StartEvent(meaning, interrupting) { Id = id, Line = line }
            : null;
    }

    public FlowNode? End(XElement element, string id, int line)
    {
        if (!TryDefinition(element, out var definition))
            return null;

        if (definition?.Name.LocalName is "messageEventDefinition")
            return Send(element, id, line);

        EventDefinition? meaning = definition?.Name.LocalName switch
        {
            null => new EventDefinition.None(),
            "compensateEventDefinition" => compensations.Thrown(element, definition),
            "errorEventDefinition" => codes.ThrownError(element, definition),
            "escalationEventDefinition" => codes.ThrownEscalation(element, definition),
            "signalEventDefinition" => Signal(element, definition),
            "terminateEventDefinition" => new EventDefinition.Terminate(),
            _ => Refuse(element, definition),
        };
        return meaning is null ? null : new FlowNode.EndEvent(meaning) { Id = id, Line = line };
    }

    public FlowNode? Catch(XElement element, string id, int line)
    {
        if (!TryDefinition(element, out var definition))
            return null;

        EventDefinition? meaning = definition?.Name.LocalName switch
        {
            null => Undefined(element, "a condition, a link, a message, a signal or a timer"),
            "conditionalEventDefinition" => conditions.Read(element, definition),
            "linkEventDefinition" => Link(element, definition),
            "messageEventDefinition" => Message(element, definition, starts: false),
            "signalEventDefinition" => Signal(element, definition),
            "timerEventDefinition" => Timer(element, definition, [TimerKind.Date, TimerKind.Duration]),
            _ => Refuse(element, definition),
        };
        return meaning is null ? null : new FlowNode.CatchEvent(meaning) { Id = id, Line = line };
    }

    public FlowNode? Throw(XElement element, string id, int line)
    {
        if (!TryDefinition(element, out var definition))
            return null;

        if (definition?.Name.LocalName is "messageEventDefinition")
            return Send(element, id, line);

        EventDefinition? meaning = definition?.Name.LocalName switch
        {
            null => new EventDefinition.None(),
            "compensateEventDefinition" => compensations.Thrown(element, definition),
            "escalationEventDefinition" => codes.ThrownEscalation(element, definition),
            "linkEventDefinition" => Link(element, definition),
            "signalEventDefinition" => Signal(element, definition),
            _ => Refuse(element, definition),
        };
        return meaning is null ? null : new FlowNode.ThrowEvent(meaning) { Id = id, Line = line };
    }

    public FlowNode? Boundary(XElement element, string id, int line)
    {
        var interrupting = element.Flag("cancelActivity") ?? true;
        var attachedTo = element.Filled("attachedToRef");
        if (attachedTo is null)
            problems.Add(BpmnCode.Missing, element, "is attached to nothing: attach it to an activity.");
        if (!TryDefinition(element, out var definition))
            return null;

        var meaning = definition?.Name.LocalName is "compensateEventDefinition"
            ? compensations.Boundary(element)
            : Caught(element, definition, interrupting);
        if (meaning is null || attachedTo is null)
            return null;

        var host = attachedTo[(attachedTo.IndexOf(':') + 1)..];
        return new FlowNode.BoundaryEvent(host, interrupting, meaning) { Id = id, Line = line };
    }

    /// <summary>What happens beside or instead of other work: at a boundary, or at the start of an event sub-process.</summary>
    private EventDefinition? Caught(XElement element, XElement? definition, bool interrupting)
    {
        TimerKind[] timers = interrupting
            ? [TimerKind.Date, TimerKind.Duration]
            : [TimerKind.Date, TimerKind.Duration, TimerKind.Cycle];
        return definition?.Name.LocalName switch
        {
            null => Undefined(element, "a condition, an error, an escalation, a message, a signal or a timer"),
            "conditionalEventDefinition" => conditions.Read(element, definition),
            "errorEventDefinition" => codes.CaughtError(element, definition, interrupting),
            "escalationEventDefinition" => codes.CaughtEscalation(element, definition),
            "messageEventDefinition" => Message(element, definition, starts: false),
            "signalEventDefinition" => Signal(element, definition),
            "timerEventDefinition" => Timer(element, definition, timers),
            _ => Refuse(element, definition),
        };
    }

    /// <summary>A thrown message is a job: whoever works on it does the sending.</summary>
    private FlowNode.JobTask? Send(XElement element, string id, int line) =>
        Extensions.Task(element, problems) is { } task
            ? new FlowNode.JobTask(element.Name.LocalName, task) { Id = id, Line = line }
            : null;

    /// <returns>False when there are several; that has been reported.</returns>
    private bool TryDefinition(XElement element, out XElement? definition)
    {
        var definitions = element.Elements()
            .Where(child => child.Name.Namespace == XmlNames.Model)
            .Where(child => child.Name.LocalName.EndsWith("EventDefinition", StringComparison.Ordinal))
            .ToList();
        definition = definitions.FirstOrDefault();
        if (element.Elements(XmlNames.Model + "eventDefinitionRef").Any())
        {
            Unsupported.Feature(element, "a shared event definition", "define the event in the element itself", problems);
            return false;
        }

        if (element.Flag("parallelMultiple") is true)
        {
            Unsupported.Feature(element, "a parallel multiple event", "put one event on each branch of a parallel gateway", problems);
            return false;
        }

        if (definitions.Count < 2)
            return true;

        Unsupported.Feature(element, "more than one event definition", "use one element for each", problems);
        return false;
    }

    private EventDefinition? Refuse(XElement element, XElement? definition)
    {
        Unsupported.Definition(element, definition!, problems);
        return null;
    }

    private EventDefinition? Undefined(XElement element, string choices)
    {
        problems.Add(BpmnCode.Missing, element, $"does not say what it waits for: define {choices}.");
        return null;
    }

    private EventDefinition.Message? Message(XElement element, XElement definition, bool starts) =>
        roots.Message(definition, element, starts) is { } message ? new EventDefinition.Message(message) : null;

    private EventDefinition.Signal? Signal(XElement element, XElement definition) =>
        roots.Signal(definition, element) is { } signal ? new EventDefinition.Signal(signal) : null;

    private EventDefinition.Link? Link(XElement element, XElement definition)
    {
        if (definition.Filled("name") is { } name)
            return new EventDefinition.Link(name);

        problems.Add(BpmnCode.Missing, element, "has a link without name: give both ends of the link the same name.");
        return null;
    }

    private EventDefinition.Timer? Timer(XElement element, XElement definition, TimerKind[] allowed)
    {
        var values = definition.Elements()
            .Where(child => child.Name.Namespace == XmlNames.Model && KindOf(child) is not null)
            .ToList();
        if (values is not [var value])
        {
            problems.Add(
                BpmnCode.Timer,
                element,
                $"needs exactly one timer value, but has {values.Count}: set one {Choices(allowed)}.");
            return null;
        }

        var kind = KindOf(value)!.Value;
        if (!allowed.Contains(kind))
        {
            problems.Add(BpmnCode.Timer, element, $"cannot have a timer {Word(kind)}: set a {Choices(allowed)}.");
            return null;
        }

        var text = value.Value.Trim();
        if (text.Length == 0)
        {
            problems.Add(
                BpmnCode.Timer,
                element,
                $"has an empty timer {Word(kind)}: write one, for example {Sample(kind)}.");
            return null;
        }

        return Values.NotEmpty(Values.Read(text), element, $"the timer {Word(kind)}", problems) is { } read
            ? new EventDefinition.Timer(kind, read)
            : null;
    }

    private static TimerKind? KindOf(XElement value) => value.Name.LocalName switch
    {
        "timeDate" => TimerKind.Date,
        "timeDuration" => TimerKind.Duration,
        "timeCycle" => TimerKind.Cycle,
        _ => null,
    };

    private static string Word(TimerKind kind) => kind switch
    {
        TimerKind.Date => "date",
        TimerKind.Duration => "duration",
        TimerKind.Cycle => "cycle",
    };

    private static string Sample(TimerKind kind) => kind switch
    {
        TimerKind.Date => "2030-01-31T08:00:00Z",
        TimerKind.Duration => "PT15M",
        TimerKind.Cycle => "R3/PT10M",
    };

    private static string Choices(TimerKind[] kinds) => string.Join(" or ", kinds.Select(Word));
}
