using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads what makes an activity run once for each item of a list.</summary>
internal sealed class LoopReader(Problems problems)
{
    private const string Name = "multiInstanceLoopCharacteristics";

    /// <returns>Null when there is none, or when something was wrong and has been reported.</returns>
    public MultiInstance? Read(XElement element)
    {
        if (element.Element(XmlNames.Model + Name) is not { } loop)
            return null;

        if (element.Flag("triggeredByEvent") is true || !FoundNode.IsActivityKind(element.Name.LocalName))
        {
            problems.Add(BpmnCode.Structure, element, "cannot be multi-instance: only tasks, call activities and embedded sub-processes can.");
            return null;
        }

        var details = loop.ZeebeExtensions("loopCharacteristics").FirstOrDefault();
        if (details?.Filled("inputCollection") is not { } written)
        {
            problems.Add(
                BpmnCode.Missing,
                element,
                "is multi-instance without input collection: write an expression that gives a list, for example \"=items\".");
            return null;
        }

        var input = Values.Expression(written, element, "the input collection", problems);
        var output = details.Filled("outputCollection");
        var outputElement = details.Filled("outputElement");
        if (output is null != outputElement is null)
            problems.Add(
                BpmnCode.Missing,
                element,
                "is multi-instance and has only one of output collection and output element: set both or none.");
        var result = outputElement is null ? null : Values.Expression(outputElement, element, "the output element", problems);
        var until = loop.Element(XmlNames.Model + "completionCondition")?.Value is { } condition && !string.IsNullOrWhiteSpace(condition)
            ? Values.Expression(condition, element, "the completion condition", problems)
            : null;
        return input is null || output is null != result is null
            ? null
            : new MultiInstance(
                loop.Flag("isSequential") ?? false, input, details.Filled("inputElement")?.Trim(), output?.Trim(), result, until);
    }
}
