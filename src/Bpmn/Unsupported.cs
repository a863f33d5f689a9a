using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>What BPMN and Camunda know and we do not run, each with what to model in its place.</summary>
internal static class Unsupported
{
    private const string Split = "use exclusive, inclusive and parallel gateways instead";
    private const string Embed = "use an embedded sub-process instead";
    private const string Loop = "make it multi-instance, or loop with an exclusive gateway, instead";

    private static readonly Dictionary<string, string> Elements = new(StringComparer.Ordinal)
    {
        ["callChoreography"] = Embed,
        ["choreographyTask"] = "use a service task instead",
        ["complexGateway"] = Split,
        ["implicitThrowEvent"] = "use an intermediate throw event instead",
        ["subChoreography"] = Embed,
        ["transaction"] = Embed,
    };

    private static readonly Dictionary<string, string> Definitions = new(StringComparer.Ordinal)
    {
        ["cancelEventDefinition"] = "use an error event on an embedded sub-process instead",
        ["compensateEventDefinition"] = "use it on the boundary of an activity, on an intermediate throw event or on an end event",
        ["conditionalEventDefinition"] = "use it where the process starts or waits",
        ["errorEventDefinition"] = "use it on an end event, on the boundary of an activity or at the start of an event sub-process",
        ["escalationEventDefinition"] = "use it where something is thrown, on a boundary or at the start of an event sub-process",
        ["linkEventDefinition"] = "use it on an intermediate throw event and on an intermediate catch event",
        ["messageEventDefinition"] = "use it where the process starts, waits or sends",
        ["signalEventDefinition"] = "use it where the process starts, waits, throws or ends",
        ["terminateEventDefinition"] = "use it on an end event",
        ["timerEventDefinition"] = "use it where the process starts or waits",
    };

    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
        ["jobPriorityDefinition"] = "remove it: jobs are handed out in the order they were created",
        ["linkedResources"] = "put it on a task that a worker does",
        ["priorityDefinition"] = "remove it, or mark a user task with zeebe:userTask: those have a priority",
        ["publishMessage"] = "send the message with a job: set a task definition instead",
        ["taskListeners"] = "remove them, or mark a user task with zeebe:userTask: those have listeners",
        ["userTask"] = "remove it: only user tasks can have it",
    };

    /// <summary>Zeebe extensions without any effect on how a process runs.</summary>
    private static readonly HashSet<string> Harmless =
        new(["agentDefinition", "formDefinition", "userTaskForm"], StringComparer.Ordinal);

    private static readonly HashSet<string> Understood = new(
        ["adHoc", "assignmentDefinition", "calledDecision", "calledElement", "executionListeners", "ioMapping", "properties", "script", "subscription", "taskDefinition", "taskHeaders", "taskSchedule", "versionTag"],
        StringComparer.Ordinal);

    /// <summary>On user tasks that the engine keeps.</summary>
    private static readonly HashSet<string> OfUserTasks = new(["priorityDefinition", "taskListeners", "userTask"], StringComparer.Ordinal);

    public static void Element(XElement element, Problems problems) => problems.Add(
        BpmnCode.Unsupported,
        element,
        $"cannot run: this kind of element is not supported; {Advice(Elements, element)}.");

    public static void Feature(XElement element, string feature, string advice, Problems problems) =>
        problems.Add(BpmnCode.Unsupported, element, $"cannot run: {feature} is not supported; {advice}.");

    public static void Definition(XElement element, XElement definition, Problems problems) => problems.Add(
        BpmnCode.Unsupported,
        element,
        $"cannot run: {Problems.One(definition.Name.LocalName)} is not supported there; "
        + $"{Advice(Definitions, definition)}.");

    /// <summary>Reports loops and zeebe extensions that would change what the element does.</summary>
    public static void Markers(XElement element, Problems problems)
    {
        if (element.Elements(XmlNames.Model + "standardLoopCharacteristics").Any())
            Feature(element, "a standard loop", Loop, problems);

        var isKept = element.IsModel("userTask") && UserTaskReader.IsKeptByEngine(element);
        foreach (var extension in element.ZeebeExtensions())
        {
            var name = extension.Name.LocalName;
            if (name is "linkedResources" && Fairlead.Bpmn.Extensions.HasTaskDefinition(element))
                continue;
            var isEmptyList = Extensions.ContainsKey(name) && name.EndsWith('s') && !extension.HasElements;
            if (!Understood.Contains(name) && !Harmless.Contains(name) && !isEmptyList && !(isKept && OfUserTasks.Contains(name)))
                Feature(element, $"the extension zeebe:{Problems.Short(name)}", Advice(Extensions, extension), problems);
        }
    }

    private static string Advice(Dictionary<string, string> table, XElement element) =>
        table.GetValueOrDefault(element.Name.LocalName, "remove it or replace it by a supported element");
}
