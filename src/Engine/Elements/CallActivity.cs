using System.Diagnostics;

using Fairlead.Bpmn;
using Fairlead.Engine.Commands;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Calls another process: an instance of its own, that ends with the call activity and that the call activity waits for.</summary>
internal static class CallActivity
{
    /// <summary>Guards against processes that call each other without end.</summary>
    private const int DepthAtMost = 1_000;

    public static Problem? Activate(Execution x, ElementInstance element, CallNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        if (Evaluations.Text(x, node.ProcessId, entry.Variables, "called process id", out var processId) is { } noId) return noId;
        if (Find(x, element, node, processId) is not { } definition) return NotFound(node, processId);
        if (x.Process(definition.Key).Root.NoneStart is not { } start)
        {
            return Problem.CalledElement(
                $"Process '{processId}' cannot be called: it has no start event without trigger. Give it one, or call another process.");
        }

        var depth = (x.State.Element(element.Instance.Root)!.Root!.Caller?.Depth ?? 0) + 1;
        if (depth > DepthAtMost)
        {
            return Problem.CalledElement(
                $"Process '{processId}' cannot be called: {DepthAtMost:N0} processes that call each other lie above it already.");
        }

        if (BusinessId(x, element, node, entry.Variables, out var businessId) is { } noBusinessId) return noBusinessId;

        entry.Commit(x);
        entry.Activated(x);
        var current = entry.Current(x);
        IReadOnlyList<NamedValue> variables = node.PassesAllIn ? Scopes.Visible(x.State, current.Key) : Scopes.Local(x, current);
        Instances.Call(x, definition, start, current, depth, variables, businessId);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }

    /// <summary>The called instance is done.</summary>
    /// <param name="variables">Of its root.</param>
    public static void Return(Execution x, ElementInstance element, NamedValue[] variables)
    {
        var node = (CallNode)x.NodeOf(element);
        if (element.Phase is ElementPhase.Terminating) x.Later(WorkKind.Terminate, element.Key, node);
        else Completion.Complete(x, element, node, node.PassesAllOut || node.Outputs.Length > 0 ? variables : []);
    }

    /// <summary>The called instance has that of its caller, unless the call activity says otherwise.</summary>
    private static Problem? BusinessId(Execution x, ElementInstance element, CallNode node, VisibleVariables variables, out string? businessId)
    {
        businessId = x.State.Element(element.Instance.Root)!.Root!.BusinessId;
        if (node.BusinessId is not { } text) return null;
        if (Evaluations.Text(x, text, variables, "business id of the called process", out var own) is { } noText) return noText;
        businessId = own.Length == 0 ? null : own;
        return businessId is not null && InstanceLabels.Problem(businessId) is { } problem
            ? Problem.ExtractValue($"The process cannot be called with the business id that {text} gave: {problem}.")
            : null;
    }

    /// <summary>A tenant calls its own processes only.</summary>
    private static Definition? Find(Execution x, ElementInstance element, CallNode node, string processId)
    {
        var calling = x.State.Definition(element.Definition)!;
        return node.Binding switch
        {
            CallBinding.Latest => x.State.LatestDefinition(calling.Tenant, processId),
            CallBinding.Deployment => x.State.VersionsOf(calling.Tenant, processId)
                .LastOrDefault(definition => definition.Deployment == calling.Deployment),
            CallBinding.VersionTag => x.State.VersionsOf(calling.Tenant, processId)
                .LastOrDefault(definition => definition.VersionTag == node.VersionTag),
            _ => throw new UnreachableException($"No binding {node.Binding}."),
        };
    }

    private static Problem NotFound(CallNode node, string processId) => Problem.CalledElement(node.Binding switch
    {
        CallBinding.Latest => $"There is no process '{processId}' to call: deploy it and resolve the incident.",
        CallBinding.Deployment =>
            $"There is no process '{processId}' that was deployed together with this one: deploy them together, or bind it otherwise.",
        _ => $"There is no process '{processId}' with version tag '{node.VersionTag}': deploy it and resolve the incident.",
    });
}
