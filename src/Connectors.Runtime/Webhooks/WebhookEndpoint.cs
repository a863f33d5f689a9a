using System.Collections.Frozen;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A webhook that a group of elements asks for, ready to take requests.</summary>
/// <param name="path">Below <c>/inbound/</c>.</param>
/// <param name="allowedOrigins">Whose pages may call it; empty for none, <c>*</c> for all.</param>
/// <param name="secrets">What its expressions are filled with; null when there is nothing.</param>
internal sealed class WebhookEndpoint(
    InboundGroup group,
    string path,
    string method,
    IReadOnlyList<string> allowedOrigins,
    BoundWebhook webhook,
    Redactor redactor,
    SecretLookup? secrets,
    ActivityLog activities)
{
    /// <summary>In capitals, those that a webhook can take.</summary>
    private static readonly string[] All = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    private volatile InboundGroup _group = InboundSecrets.Fill(group, secrets);

    /// <summary>What a model may say.</summary>
    public static FrozenSet<string> Methods { get; } =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "any", "get", "post", "put", "patch", "delete");

    public string Path => path;

    public IReadOnlyList<string> AllowedOrigins => allowedOrigins;

    public BoundWebhook Webhook => webhook;

    public ActivityLog Activities => activities;

    /// <summary>Knows the secrets in its settings.</summary>
    public Redactor Redactor => redactor;

    /// <summary>The elements may change while it runs; everything else needs a new endpoint.</summary>
    public InboundGroup Group
    {
        get => _group;
        set => _group = InboundSecrets.Fill(value, secrets);
    }

    /// <summary>Processes own paths: the versions and elements of one process share an address.</summary>
    public string Owner => $"{_group.TenantId}\n{_group.ProcessId}";

    /// <summary>In capitals. Who takes GET takes HEAD, as HTTP has it.</summary>
    public IReadOnlyList<string> TakenMethods { get; } = method.ToUpperInvariant() switch
    {
        "ANY" => All,
        "GET" => ["GET", "HEAD"],
        var one => [one],
    };

    public bool Allows(string requestMethod) => TakenMethods.Contains(requestMethod, StringComparer.Ordinal);
}
