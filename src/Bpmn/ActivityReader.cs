using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads tasks.</summary>
internal sealed class ActivityReader(RootElements roots, Problems problems)
{
    /// <summary>Service and send tasks.</summary>
    public FlowNode? Job(XElement element, string id, int line) => Extensions.Task(element, problems) is { } task
        ? new FlowNode.JobTask(element.Name.LocalName, task) { Id = id, Line = line }
        : null;

    public FlowNode? Receive(XElement element, string id, int line)
    {
        if (element.Flag("instantiate") is true)
            Unsupported.Feature(element, "starting a process by a receive task", "use a message start event", problems);

        return roots.Message(element, element, starts: false) is { } message
            ? new FlowNode.ReceiveTask(message) { Id = id, Line = line }
            : null;
    }

    public FlowNode? Script(XElement element, string id, int line)
    {
        var scripts = element.ZeebeExtensions("script").ToList();
        switch (scripts.Count, Extensions.HasTaskDefinition(element))
        {
            case (0, true):
                return Job(element, id, line);
            case (0, false):
                problems.Add(
                    BpmnCode.Missing,
                    element,
                    "has nothing to do: set a FEEL expression, or the job type of a worker.");
                return null;
            case (_, true):
                problems.Add(BpmnCode.Structure, element, "has both a FEEL script and a job type: keep one of them.");
                return null;
            case ( > 1, _):
                problems.Add(BpmnCode.Duplicate, element, "has several scripts: keep one.");
                return null;
        }

        var expression = scripts[0].Filled("expression") is { } text
            ? Values.Expression(text, element, "the script", problems)
            : null;
        if (scripts[0].Filled("expression") is null)
            problems.Add(
                BpmnCode.Missing,
                element,
                "has a script without expression: write one that begins with \"=\".");

        var variable = scripts[0].Filled("resultVariable");
        if (variable is null)
            problems.Add(
                BpmnCode.Missing,
                element,
                "has a script without result variable: name the variable that gets the result.");

        return expression is null || variable is null
            ? null
            : new FlowNode.ScriptTask(expression, variable.Trim()) { Id = id, Line = line };
    }
}
