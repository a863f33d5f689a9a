using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Opens webhooks as models describe them: secrets, FEEL, binding, checks, path.</summary>
public sealed class WebhookActivation(ConnectorCatalog catalog, WebhookRoutes routes, SecretStore secrets, Expressions expressions)
{
    public const string Refused = "WEBHOOK_REFUSED";
    private const string Prefix = "inbound.";

    internal bool Serves(string type) => catalog.FindWebhook(type) is not null;

    /// <exception cref="ConnectorException">The settings cannot work; the message is clean of secrets.</exception>
    /// <param name="before">Whose place it takes; closed in any case. Null for nobody's.</param>
    internal WebhookEndpoint Open(InboundGroup group, ActivityLog activities, WebhookEndpoint? before)
    {
        try
        {
            var endpoint = Create(group, activities, catalog.FindWebhook(group.Type)!);
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

    private WebhookEndpoint Create(InboundGroup group, ActivityLog activities, WebhookKind kind)
    {
        var redactor = new Redactor();
        try
        {
            var element = group.Elements[0];
            var path = element.Property(InboundProperty.Context)?.Trim().Trim('/');
            if (string.IsNullOrEmpty(path) || path.Contains('/', StringComparison.Ordinal))
                throw Refuse($"{InboundProperty.Context}: expected the last part of the address, for example \"orders\"");
            var method = element.Property(InboundProperty.Method)?.Trim() ?? "any";
            if (!WebhookEndpoint.Methods.Contains(method))
                throw Refuse($"{InboundProperty.Method}: expected any, get, post, put or delete, but it is \"{method}\"");

            return new WebhookEndpoint(group, path, method, kind.Bind(SettingsOf(element, kind, redactor)), redactor, activities);
        }
        catch (ConnectorException unfit)
        {
            throw new ConnectorException(unfit.Code, redactor.Clean(unfit.Message));
        }
    }

    private JsonObject SettingsOf(InboundElement element, WebhookKind kind, Redactor redactor)
    {
        var missing = new HashSet<string>();
        var settings = new JsonObject();
        foreach (var (name, text) in element.Properties.Where(property => property.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (name is InboundProperty.Type or InboundProperty.Context or InboundProperty.Method or InboundProperty.ResponseExpression)
                continue;

            var path = name[Prefix.Length..];
            Put(settings, path.Split('.'), ValueOf(path, text, kind, redactor, missing), name);
        }

        return missing.Count is 0
            ? settings
            : throw secrets.Refuse(missing, $"Element {element.ElementId} of process {element.Definition.ProcessId}");
    }

    private JsonNode? ValueOf(string path, string text, WebhookKind kind, Redactor redactor, HashSet<string> missing)
    {
        if (!text.TrimStart().StartsWith('='))
            return JsonValue.Create(SecretSyntax.Mentions(text) ? SecretSyntax.Resolve(text, secrets, redactor, missing) : text);

        // Within FEEL a secret stands in a string literal: it must stay one whatever characters it has.
        var written = SecretSyntax.Mentions(text) ? SecretSyntax.Resolve(text, secrets, redactor, missing, EscapeForFeel) : text;
        if (kind.ExpressionPaths.Contains(path))
            return JsonValue.Create(written);

        var expression = written == text ? expressions.Get(text) : FeelExpression.Parse(written.Trim()[1..]);
        var result = expression.Evaluate(FeelContext.Empty);
        if (result.Failure is { } failure)
            throw Refuse($"{Prefix}{path}: {failure.Message} (at position {failure.Start + 1}, {failure.Code})");
        return result.Value.TryToJson(SizeGuard.BytesAtMost, out var json)
            ? JsonNode.Parse(json)
            : throw Refuse($"{Prefix}{path}: expected at most {SizeGuard.BytesAtMost:N0} bytes of JSON, but the value has more");
    }

    private static string EscapeForFeel(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal);

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
