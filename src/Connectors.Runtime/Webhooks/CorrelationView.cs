using System.Runtime.CompilerServices;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>What a response expression reads as <c>correlation</c>.</summary>
internal static class CorrelationView
{
    /// <summary>The same for every event of an element.</summary>
    private static readonly ConditionalWeakTable<InboundElement, object> Elements = [];

    public static FeelValue Of(CorrelationResult.Success success) => success switch
    {
        CorrelationResult.InstanceCreated { Variables: { } variables } created => Of(
            success.Element, ("processInstanceKey", FeelValue.From(created.Key.Value)), ("variables", FeelValue.FromJson(variables))),
        CorrelationResult.InstanceCreated created => Of(success.Element, ("processInstanceKey", FeelValue.From(created.Key.Value))),
        CorrelationResult.MessagePublished published => Of(success.Element, ("messageKey", FeelValue.From(published.Key.Value))),
        CorrelationResult.MessageCorrelated correlated => Of(
            success.Element,
            ("processInstanceKey", FeelValue.From(correlated.InstanceKey.Value)),
            ("messageKey", FeelValue.From(correlated.Key.Value))),
        // The original knows nothing about the first time either.
        CorrelationResult.AlreadyAccepted => FeelValue.Null,
        _ => throw new System.Diagnostics.UnreachableException($"No view of {success.GetType().Name}."),
    };

    private static FeelValue Of(InboundElement element, params ReadOnlySpan<(string, FeelValue)> keys)
    {
        return FeelValue.From(FeelContext.Of(
        [
            .. keys,
            ("tenantId", FeelValue.From(element.Definition.TenantId)),
            ("activatedElement", (FeelValue)Elements.GetValue(element, ViewOf)),
        ]));
    }

    private static object ViewOf(InboundElement element)
    {
        var definition = element.Definition;
        return FeelValue.From(FeelContext.Of(
            ("bpmnProcessId", FeelValue.From(definition.ProcessId)),
            ("version", FeelValue.From(definition.Version)),
            ("processDefinitionKey", FeelValue.From(definition.Key.Value)),
            ("elementId", FeelValue.From(element.ElementId)),
            ("tenantId", FeelValue.From(definition.TenantId))));
    }
}
