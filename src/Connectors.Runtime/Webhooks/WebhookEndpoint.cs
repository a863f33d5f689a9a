using System.Collections.Frozen;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A webhook that a group of elements asks for, ready to take requests.</summary>
/// <param name="secrets">What its expressions are filled with; null when there is nothing.</param>
internal sealed class WebhookEndpoint(
    InboundGroup group,
    string path,
    string method,
    BoundWebhook webhook,
    Redactor redactor,
    SecretLookup? secrets,
    ActivityLog activities)
{
    private volatile InboundGroup _group = InboundSecrets.Fill(group, secrets);

    public static FrozenSet<string> Methods { get; } =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "any", "get", "post", "put", "delete");

    public string Path => path;

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

    /// <summary>In capitals; empty for any.</summary>
    public string Method { get; } = method.Equals("any", StringComparison.OrdinalIgnoreCase) ? "" : method.ToUpperInvariant();

    public bool Allows(string requestMethod) =>
        Method.Length is 0 || Method == requestMethod || (Method == "GET" && requestMethod == "HEAD");
}
