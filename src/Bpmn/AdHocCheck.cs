namespace Fairlead.Bpmn;

/// <summary>Checks what lies in ad-hoc sub-processes: elements that are chosen, so that nothing starts or ends them.</summary>
internal sealed class AdHocCheck(Problems problems)
{
    public void Run(IReadOnlyList<FoundNode> nodes)
    {
        var children = nodes.ToLookup(node => node.ScopeId, StringComparer.Ordinal);
        foreach (var adHoc in nodes.Where(node => node.Kind is "adHocSubProcess"))
        {
            var within = children[adHoc.Id].ToList();
            if (!within.Exists(node => node.IsActivity && node.Element.Flag("isForCompensation") is not true))
                problems.Add(BpmnCode.Structure, adHoc.Element, "has no activity: an ad-hoc sub-process needs at least one to choose from.");
            foreach (var node in within.Where(node => node.Kind is "startEvent" or "endEvent"))
                problems.Add(
                    BpmnCode.Structure,
                    node.Element,
                    $"lies in the {Problems.Describe(adHoc.Element)}, whose elements begin when they are chosen: remove it, {node.One} has "
                    + "no place there.");
        }
    }
}
