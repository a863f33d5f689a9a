using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Opens webhooks as models describe them: secrets, FEEL, binding, checks, path.</summary>
public sealed class WebhookActivation(ConnectorCatalog catalog, WebhookRoutes routes, InboundSecrets secrets, Expressions expressions)
{
    public const string Refused = "WEBHOOK_REFUSED";
    private const string Prefix = InboundProperty.Prefix;

    internal bool Serves(string type) => catalog.FindWebhook(type) is not null;

    /// <param name="lookup">The secrets that the group uses; null when it uses none.</param>
    /// <param name="before">Whose place it takes, also in the line of those who wait for a path; closed in any case. Null for nobody's.</param>
    /// <exception cref="ConnectorException">The settings cannot work; the message is clean of secrets.</exception>
    internal WebhookEndpoint Open(InboundGroup group, ActivityLog activities, SecretLookup? lookup, WebhookEndpoint? before)
    {
        try
        {
            var endpoint = Create(group, activities, catalog.FindWebhook(group.Type)!, lookup);
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

    private WebhookEndpoint Create(InboundGroup group, ActivityLog activities, WebhookKind kind, SecretLookup? lookup)
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
                throw Refuse($"{InboundProperty.Method}: expected any, get, post, put or delete, but it is \"{method}\"");

            return new WebhookEndpoint(group, path, method, kind.Bind(SettingsOf(element, kind, lookup)), redactor, lookup, activities);
        }
        catch (ConnectorException unfit)
        {
            throw new ConnectorException(unfit.Code, redactor.Clean(unfit.Message));
        }
    }

    private JsonObject SettingsOf(InboundElement element, WebhookKind kind, SecretLookup? lookup)
    {
        var settings = new JsonObject();
        foreach (var (name, text) in element.Properties.Where(property => InboundSecrets.IsSetting(property.Key)))
        {
            var path = name[Prefix.Length..];
            Put(settings, path.Split('.'), ValueOf(path, text, kind, lookup), name);
        }

        return settings;
    }

    private JsonNode? ValueOf(string path, string text, WebhookKind kind, SecretLookup? lookup)
    {
        var written = InboundSecrets.Fill(text, lookup);
        if (!text.TrimStart().StartsWith('='))
            return JsonValue.Create(written);
        if (kind.ExpressionPaths.Contains(path))
            return JsonValue.Create(written);

        var expression = written == text ? expressions.Get(text) : Expressions.Read(written);
        var result = expression.Evaluate(FeelContext.Empty);
        if (result.Failure is { } failure)
            throw Refuse($"{Prefix}{path}: {failure.Message} (at position {failure.Start + 1}, {failure.Code})");
        return result.Value.TryToJson(SizeGuard.BytesAtMost, out var json)
            ? JsonNode.Parse(json)
            : throw Refuse($"{Prefix}{path}: expected at most {SizeGuard.BytesAtMost:N0} bytes of JSON, but the value has more");
    }

    private static void Put(JsonObject settings, ReadOnlySpan<string> path, JsonNode? value, string name)
    {
        for (; path.Length > 1; path = path[1..])
        {
            if (settings[path[0]] is null)
                settings[path[0]] = new JsonObject();
            settings = settings[path[0]] as JsonObject ?? throw Refuse($"{name}: {path[0]} is a value already and can have no parts");
        }

        settings[path[0]] = value;
    }

    private static ConnectorException Refuse(string problem) => new(Refused, $"{problem}. [{Refused}]");
}
