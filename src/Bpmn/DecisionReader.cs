using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads business rule tasks: a decision that is evaluated at once, or a job.</summary>
internal sealed class DecisionReader(Problems problems)
{
    /// <returns>Null when it is neither, or not right.</returns>
    public FlowNode? Read(XElement element, string id, int line)
    {
        var called = element.ZeebeExtensions("calledDecision").ToList();
        switch (called.Count, Extensions.HasTaskDefinition(element))
        {
            case (0, true):
                return Extensions.Task(element, problems) is { } task
                    ? new FlowNode.JobTask(element.Name.LocalName, task) { Id = id, Line = line }
                    : null;
            case (0, false):
                problems.Add(BpmnCode.Missing, element, "has nothing to do: set the decision it evaluates, or the job type of a worker.");
                return null;
            case (_, true):
                problems.Add(BpmnCode.Structure, element, "has both a decision and a job type: keep one of them.");
                return null;
            case ( > 1, _):
                problems.Add(BpmnCode.Duplicate, element, "has several called decisions: keep one.");
                return null;
        }

        var decisionId = called[0].Filled("decisionId") is { } written
            ? Values.NotEmpty(Values.Read(written), element, "the called decision id", problems)
            : null;
        if (called[0].Filled("decisionId") is null)
            problems.Add(BpmnCode.Missing, element, "evaluates nothing: set the id of the decision it evaluates.");
        var variable = called[0].Filled("resultVariable");
        if (variable is null)
            problems.Add(BpmnCode.Missing, element, "evaluates a decision without result variable: name the variable that gets the result.");
        var isBound = BindingReader.TryRead(element, called[0], "evaluates a decision", problems, out var binding, out var tag);
        return isBound && decisionId is not null && variable is not null
            ? new FlowNode.DecisionTask(new CalledDecision(decisionId, variable.Trim(), binding, tag)) { Id = id, Line = line }
            : null;
    }
}
