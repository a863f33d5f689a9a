using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>A flow node as it stands in the file, understood or not.</summary>
/// <param name="Node">Null when it was refused; then its own rules are not checked further.</param>
internal sealed record FoundNode(XElement Element, string Id, string? ScopeId, FlowNode? Node)
{
    private static readonly HashSet<string> Activities = new(
        [
            "adHocSubProcess", "businessRuleTask", "callActivity", "manualTask", "receiveTask", "scriptTask",
            "sendTask", "serviceTask", "subProcess", "task", "transaction", "userTask",
        ],
        StringComparer.Ordinal);

    public static bool IsActivityKind(string localName) => Activities.Contains(localName);

    public string Kind => Element.Name.LocalName;

    public bool IsActivity => Activities.Contains(Kind) && !IsEventSubProcess;

    public bool IsEventSubProcess => Kind is "subProcess" && Element.Flag("triggeredByEvent") is true;

    /// <summary>The kind in words, with <c>a</c> or <c>an</c>.</summary>
    public string One => IsEventSubProcess ? "an event sub-process" : Problems.One(Kind);
}

/// <summary>A sequence flow and the element it was read from.</summary>
internal sealed record FoundFlow(XElement Element, SequenceFlow Flow);
