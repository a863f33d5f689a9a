using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A webhook connector without its type of settings.</summary>
internal abstract class WebhookKind
{
    private WebhookKind() { }

    public abstract string Type { get; }

    /// <summary>
    /// Dotted names of the settings that are expressions for each request. Other values that begin with <c>=</c> are evaluated
    /// when the webhook is activated.
    /// </summary>
    public abstract IReadOnlySet<string> ExpressionPaths { get; }

    /// <exception cref="ConnectorException">The settings do not fit.</exception>
    public abstract BoundWebhook Bind(JsonObject settings);

    /// <param name="instance">Implements <see cref="IWebhookConnector{TSettings}"/> as <paramref name="contract"/> says.</param>
    public static WebhookKind Of(string type, object instance, Type contract) =>
        (WebhookKind)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(contract.GetGenericArguments()), type, instance)!;

    private sealed class Typed<TSettings>(string type, IWebhookConnector<TSettings> connector) : WebhookKind
        where TSettings : notnull
    {
        public override string Type => type;

        public override IReadOnlySet<string> ExpressionPaths { get; } = PathsOf(typeof(TSettings));

        public override BoundWebhook Bind(JsonObject settings)
        {
            var bound = ConnectorJson.Bind<TSettings>(JsonSerializer.SerializeToUtf8Bytes(settings, ConnectorJson.Options));
            connector.Check(bound);
            return new BoundWebhook(
                connector.Describe(bound),
                (request, cancellation) => connector.CheckSenderAsync(request, bound, cancellation),
                (request, cancellation) => connector.AnswerHandshakeAsync(request, bound, cancellation),
                (request, cancellation) => connector.ReadAsync(request, bound, cancellation),
                request => connector.AnswerAccepted(request, bound));
        }
    }

    private static HashSet<string> PathsOf(Type settings)
    {
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Collect(ConnectorJson.Options.GetTypeInfo(settings), "", levelsLeft: 5, paths);
        return paths;
    }

    private static void Collect(JsonTypeInfo type, string prefix, int levelsLeft, HashSet<string> paths)
    {
        if (type.Kind is not JsonTypeInfoKind.Object || levelsLeft is 0)
            return;

        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(WebhookExpression))
                paths.Add(prefix + property.Name);
            else
                Collect(ConnectorJson.Options.GetTypeInfo(property.PropertyType), $"{prefix}{property.Name}.", levelsLeft - 1, paths);
        }

        foreach (var choice in type.PolymorphismOptions?.DerivedTypes ?? [])
        {
            if (choice.DerivedType != type.Type)
                Collect(ConnectorJson.Options.GetTypeInfo(choice.DerivedType), prefix, levelsLeft - 1, paths);
        }
    }
}

/// <summary>A webhook connector with the settings of one model.</summary>
internal sealed record BoundWebhook(
    WebhookProtection Protection,
    Func<WebhookRequest, CancellationToken, ValueTask<WebhookSender>> CheckSenderAsync,
    Func<WebhookRequest, CancellationToken, ValueTask<WebhookAnswer?>> AnswerHandshakeAsync,
    Func<WebhookRequest, CancellationToken, ValueTask<object?>> ReadAsync,
    Func<WebhookRequest, WebhookAnswer?> AnswerAccepted)
{
    /// <summary>Of its health: how it knows its senders.</summary>
    public IReadOnlyDictionary<string, string> Details { get; } = Protection.Remarks.Count is 0
        ? new Dictionary<string, string> { ["authentication"] = $"{Protection}" }
        : new Dictionary<string, string> { ["authentication"] = $"{Protection}", ["remarks"] = string.Join(' ', Protection.Remarks) };
}
