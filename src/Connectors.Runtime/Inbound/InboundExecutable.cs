namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What runs, or tries to, for a group of elements. Touched by the control loop only.</summary>
internal sealed class InboundExecutable(InboundGroup group, ActivityLog activities)
{
    public InboundGroup Group { get; set; } = group;

    public ActivityLog Activities => activities;

    /// <summary>Why it does not run; what runs says itself how it is doing.</summary>
    public InboundHealth Refusal { get; set; } = new(InboundState.FailedToActivate, "It was not started yet.", default);

    /// <summary>Null unless it runs or waits in line.</summary>
    public IInboundRun? Run { get; set; }

    public InboundHealth Health => Run?.Health ?? Refusal;

    /// <summary>As it was looked at last.</summary>
    public InboundHealth? Noted { get; set; }

    /// <summary>Whether it was silent for longer than expected when it was looked at last.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Of the secrets it was started with, or tried to; null when it uses none or they could not be looked up.</summary>
    public string? Secrets { get; set; }

    /// <summary>Of the cluster variables it was started with, or tried to; null when it uses none.</summary>
    public string? Variables { get; set; }

    public int Failures { get; set; }
}
