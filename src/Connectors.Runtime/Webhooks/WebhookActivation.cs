using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Opens webhooks as models describe them: secrets, FEEL, binding, checks, path.</summary>
public sealed class WebhookActivation(
    ConnectorCatalog catalog,
    WebhookRoutes routes,
    InboundSecrets secrets,
    InboundSettings settings,
    IOptions<WebhooksOptions> options,
    ILogger<WebhookActivation> logger)
{
    public const string Refused = "WEBHOOK_REFUSED";
    public const string Unprotected = "WEBHOOK_UNPROTECTED";
    private const string Prefix = InboundProperty.Prefix;

    internal bool Serves(string type) => options.Value.Enabled && catalog.FindWebhook(type) is not null;

    /// <param name="lookup">The secrets that the group uses; null when it uses none.</param>
    /// <param name="before">Whose place it takes, also in the line of those who wait for a path; closed in any case. Null for nobody's.</param>
    /// <exception cref="ConnectorException">The settings cannot work; the message is clean of secrets.</exception>
    /// <param name="variables">What FEEL values see.</param>
    internal WebhookEndpoint Open(
        InboundGroup group, ActivityLog activities, SecretLookup? lookup, IFeelVariables variables, WebhookEndpoint? before)
    {
        try
        {
            var endpoint = Create(group, activities, catalog.FindWebhook(group.Type)!, lookup, variables);
            routes.Open(endpoint, before);
            return endpoint;
        }
        finally
        {
            if (before is not null)
                routes.Close(before);
        }
    }

    internal void Close(WebhookEndpoint endpoint) => routes.Close(endpoint);

    private WebhookEndpoint Create(
        InboundGroup group, ActivityLog activities, WebhookKind kind, SecretLookup? lookup, IFeelVariables variables)
    {
        var redactor = new Redactor();
        if (lookup is not null)
            redactor.Add(lookup.Values);
        try
        {
            if (lookup is not null)
                secrets.Use(group, lookup);
            var element = group.Elements[0];
            var path = element.Property(InboundProperty.Context)?.Trim().Trim('/');
            if (string.IsNullOrEmpty(path) || path.Contains('/', StringComparison.Ordinal))
                throw Refuse($"{InboundProperty.Context}: expected the last part of the address, for example \"orders\"");
            var method = element.Property(InboundProperty.Method)?.Trim() ?? "any";
            if (!WebhookEndpoint.Methods.Contains(method))
                throw Refuse($"{InboundProperty.Method}: expected any, get, post, put, patch or delete, but it is \"{method}\"");

            var bound = kind.Bind(settings.Read(element, Prefix, kind.ExpressionPaths, lookup, variables, Refused));
            var address = WebhookAddress.Of(options.Value, element.Definition.TenantId, path);
            RefuseUnprotected(bound.Protection, address, group);
            return new WebhookEndpoint(group, address, method, WebhookCors.OriginsOf(element), bound, redactor, lookup, activities);
        }
        catch (ConnectorException unfit)
        {
            throw new ConnectorException(unfit.Code, redactor.Clean(unfit.Message));
        }
    }

    private void RefuseUnprotected(WebhookProtection protection, string path, InboundGroup group)
    {
        if (protection.Checks.Count > 0)
            return;
        if (!protection.IsOpenByModel && !options.Value.AllowUnauthenticated)
            throw new ConnectorException(
                Unprotected,
                $"The model does not say who may call this webhook: set {Prefix}auth.type to BASIC, APIKEY or JWT, or {Prefix}shouldValidateHmac "
                + $"to enabled, or, if anybody may, {Prefix}auth.type to NONE. For old diagrams there is the option {WebhooksOptions.Section}:"
                + $"{nameof(WebhooksOptions.AllowUnauthenticated)}. [{Unprotected}]");
        Log.WebhookOpenToAll(logger, path, group.ProcessId);
    }

    private static ConnectorException Refuse(string problem) => new(Refused, $"{problem}. [{Refused}]");
}
