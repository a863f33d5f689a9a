using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads call activities.</summary>
internal sealed class CallReader(Problems problems)
{
    public FlowNode? Call(XElement element, string id, int line)
    {
        var called = element.ZeebeExtensions("calledElement").ToList();
        if (called.Count > 1)
            problems.Add(BpmnCode.Duplicate, element, "has several called elements: keep one.");
        if (called.FirstOrDefault()?.Filled("processId") is not { } written)
        {
            problems.Add(BpmnCode.Missing, element, "calls nothing: set the id of the process it calls.");
            return null;
        }

        var processId = Values.NotEmpty(Values.Read(written), element, "the called process id", problems);
        if (!BindingReader.TryRead(element, called[0], "calls a process", problems, out var binding, out var tag) || processId is null)
            return null;

        var target = new CalledElement(
            processId,
            binding,
            tag,
            PassesAllIn: called[0].Flag("propagateAllParentVariables") ?? true,
            PassesAllOut: called[0].Flag("propagateAllChildVariables") ?? true)
        {
            BusinessId = called[0].Attribute("businessId")?.Value is { } businessId
                ? Values.NotEmpty(Values.Read(businessId.Trim()), element, "the business id", problems)
                : null,
        };
        return new FlowNode.CallActivity(target) { Id = id, Line = line };
    }
}
