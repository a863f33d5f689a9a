using Fairlead.Connectors.Runtime.Webhooks;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What runs, or tries to, for a group of elements. Touched by the control loop only.</summary>
internal sealed class InboundExecutable(InboundGroup group, ActivityLog activities)
{
    public InboundGroup Group { get; set; } = group;

    public ActivityLog Activities => activities;

    public InboundState State { get; set; } = InboundState.FailedToActivate;

    public string? Reason { get; set; }

    /// <summary>Null unless it runs or waits in line.</summary>
    public WebhookEndpoint? Endpoint { get; set; }

    /// <summary>Of the secrets it was started with, or tried to; null when it uses none or they could not be looked up.</summary>
    public string? Secrets { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset? RetryAt { get; set; }
}
