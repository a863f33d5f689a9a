namespace Fairlead.Protocol.Rest;

/// <summary>Begins elements of an ad-hoc sub-process: all of them or none.</summary>
public sealed record AdHocActivationRequest
{
    /// <summary>What begins; each element once.</summary>
    public required IReadOnlyList<AdHocElement> Elements { get; init; }

    /// <summary>Whether what runs in the ad-hoc sub-process ends.</summary>
    public bool? CancelRemainingInstances { get; init; }
}

/// <summary>An element that begins in an ad-hoc sub-process.</summary>
public sealed record AdHocElement
{
    /// <summary>BPMN id.</summary>
    public required string ElementId { get; init; }

    /// <summary>Of the inner instance that the element runs in.</summary>
    public JsonObjectText? Variables { get; init; }
}
