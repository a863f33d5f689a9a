using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads ad-hoc sub-processes.</summary>
internal sealed class AdHocReader(Problems problems)
{
    /// <returns>Null when something was wrong and has been reported.</returns>
    public FlowNode? Read(XElement element, string id, int line)
    {
        if (element.Attribute("ordering")?.Value is "Sequential")
            Unsupported.Feature(element, "sequential order", "activate one element after the other instead", problems);

        var before = problems.Count;
        var details = element.ZeebeExtensions("adHoc").ToList();
        if (details.Count > 1)
            problems.Add(BpmnCode.Duplicate, element, "has several zeebe:adHoc extensions: keep one.");
        var (output, outputElement) = Output(element, details.FirstOrDefault());
        var adHoc = new AdHoc(
            Expression(element, details.FirstOrDefault()?.Filled("activeElementsCollection"), "the active elements collection"),
            output,
            outputElement,
            Expression(element, element.Element(XmlNames.Model + "completionCondition")?.Value, "the completion condition"),
            CancelsRemaining: element.Flag("cancelRemainingInstances") ?? true,
            Task: Extensions.HasTaskDefinition(element) ? Extensions.Task(element, problems) : null);
        return problems.Count > before ? null : new FlowNode.AdHocSubProcess(adHoc) { Id = id, Line = line };
    }

    private (string? Collection, string? Element) Output(XElement element, XElement? details)
    {
        var (collection, result) = (details?.Filled("outputCollection")?.Trim(), details?.Filled("outputElement"));
        if (collection is null != result is null)
            problems.Add(BpmnCode.Missing, element, "has only one of output collection and output element: set both or none.");
        return (collection, Expression(element, result, "the output element"));
    }

    private string? Expression(XElement element, string? written, string what) =>
        string.IsNullOrWhiteSpace(written) ? null : Values.Expression(written, element, what, problems);
}
