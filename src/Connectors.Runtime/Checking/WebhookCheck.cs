using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>Looks for webhooks that would not be opened because their model does not say who may call.</summary>
internal static class WebhookCheck
{
    public static void Check(FlowNode element, ConnectorCatalog catalog, WebhooksOptions options, Findings findings)
    {
        if (options.AllowUnauthenticated
            || !element.Properties.TryGetValue(InboundProperty.Type, out var type)
            || catalog.FindWebhook(type.Trim()) is not { } kind
            || Mentions(element))
            return;

        try
        {
            if (kind.Bind([]).Protection is { Checks.Count: 0, IsOpenByModel: false })
                findings.Warn(
                    WebhookActivation.Unprotected,
                    "The model does not say who may call this webhook, and it will not be opened: set inbound.auth.type to BASIC, APIKEY or JWT, "
                    + "or inbound.shouldValidateHmac to enabled, or, if anybody may, inbound.auth.type to NONE.",
                    element.Id,
                    element.Line);
        }
        catch (ConnectorException)
        {
            // A connector with settings that it must have says itself how it knows its senders.
        }
    }

    /// <summary>Whether something is said about senders; whether it is enough, is found out with the secrets.</summary>
    private static bool Mentions(FlowNode element) => element.Properties.Any(property =>
        (property.Key.StartsWith("inbound.auth.", StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(property.Value))
        || (property.Key is "inbound.hmacPreset" && !string.IsNullOrWhiteSpace(property.Value))
        || (property.Key is "inbound.shouldValidateHmac" && property.Value.Trim() is not ("" or "disabled")));
}
