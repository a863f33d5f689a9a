using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads who listens to the changes of a user task.</summary>
internal sealed class TaskListenerReader(Problems problems)
{
    private static readonly Dictionary<string, TaskListenerEvent> Events = new(StringComparer.Ordinal)
    {
        ["creating"] = TaskListenerEvent.Creating,
        ["assigning"] = TaskListenerEvent.Assigning,
        ["updating"] = TaskListenerEvent.Updating,
        ["completing"] = TaskListenerEvent.Completing,
        ["canceling"] = TaskListenerEvent.Canceling,
    };

    public IReadOnlyList<TaskListener> Read(XElement element)
    {
        var listeners = new List<TaskListener>();
        foreach (var listener in element.ZeebeExtensions("taskListeners").Elements(XmlNames.Zeebe + "taskListener"))
        {
            var @event = Event(element, listener);
            var type = Type(element, listener);
            var retries = Extensions.Retries(element, listener, problems);
            if (@event is { } known && type is not null && retries is not null) listeners.Add(new TaskListener(known, type, retries));
        }

        return listeners;
    }

    private TaskListenerEvent? Event(XElement element, XElement listener)
    {
        if (listener.Filled("eventType") is not { } word)
        {
            problems.Add(
                BpmnCode.Missing,
                element,
                $"has a task listener without event type (line {XmlNames.LineOf(listener)}): choose {string.Join(", ", Events.Keys)}.");
            return null;
        }

        if (Events.TryGetValue(word.Trim(), out var known)) return known;
        problems.Add(
            BpmnCode.Structure,
            element,
            $"has a task listener for \"{Problems.Short(word)}\" (line {XmlNames.LineOf(listener)}): choose {string.Join(", ", Events.Keys)}.");
        return null;
    }

    private Text? Type(XElement element, XElement listener)
    {
        if (listener.Filled("type") is { } type) return Values.NotEmpty(Values.Read(type), element, "the type of a task listener", problems);
        problems.Add(
            BpmnCode.Missing,
            element,
            $"has a task listener without type (line {XmlNames.LineOf(listener)}): set the job type of its worker.");
        return null;
    }
}
