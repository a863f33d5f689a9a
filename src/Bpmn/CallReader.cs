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
        if (!TryBinding(element, called[0], out var binding, out var tag) || processId is null)
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

    private bool TryBinding(XElement element, XElement called, out CallBinding binding, out string? tag)
    {
        binding = CallBinding.Latest;
        tag = null;
        switch (called.Filled("bindingType"))
        {
            case null or "latest":
                return true;
            case "deployment":
                binding = CallBinding.Deployment;
                return true;
            case "versionTag":
                binding = CallBinding.VersionTag;
                tag = called.Filled("versionTag");
                if (tag is null)
                    problems.Add(BpmnCode.Missing, element, "calls a process by version tag, but names none: set the version tag.");
                else if (tag.StartsWith('='))
                    problems.Add(BpmnCode.Expression, element, "has an expression as version tag: write fixed text.");
                return tag is not null && !tag.StartsWith('=');
            case { } other:
                problems.Add(
                    BpmnCode.Structure,
                    element,
                    $"has the binding \"{Problems.Short(other)}\": choose latest, deployment or versionTag.");
                return false;
        }
    }
}
