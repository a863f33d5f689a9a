using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads which version of something an element is bound to: <c>bindingType</c> and <c>versionTag</c>.</summary>
internal static class BindingReader
{
    /// <param name="element">That is named in what is wrong.</param>
    /// <param name="bound">The extension that has the attributes.</param>
    /// <param name="use">For example <c>calls a process</c>.</param>
    public static bool TryRead(
        XElement element, XElement bound, string use, Problems problems, out CallBinding binding, out string? tag)
    {
        binding = CallBinding.Latest;
        tag = null;
        switch (bound.Filled("bindingType"))
        {
            case null or "latest":
                return true;
            case "deployment":
                binding = CallBinding.Deployment;
                return true;
            case "versionTag":
                binding = CallBinding.VersionTag;
                tag = bound.Filled("versionTag");
                if (tag is null)
                    problems.Add(BpmnCode.Missing, element, $"{use} by version tag, but names none: set the version tag.");
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
