using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Planning;

/// <summary>What a call would send, or what one sent, step by step. Clean of secrets.</summary>
public sealed record CallPlan
{
    /// <summary>The job type.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it was sent; else nothing left this process.</summary>
    public required bool IsSent { get; init; }

    /// <summary>What the connector is given: JSON, with secrets as their placeholders.</summary>
    public required string Input { get; init; }

    /// <summary>The requests in their order. Of a plan the first one only: what would follow depends on its answer.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges { get; init; } = [];

    /// <summary>Names of the secrets that the input holds.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Why there is no request, or what the call failed with; null when nothing is wrong.</summary>
    public string? Problem { get; init; }

    /// <summary>Stable name of the problem.</summary>
    public string? ProblemCode { get; init; }

    /// <summary>Why the network policy would refuse the connection; null when it would not, or that depends on how a name is resolved.</summary>
    public string? Denial { get; init; }

    /// <summary>How long the call may take.</summary>
    public TimeSpan CallAtMost { get; init; }

    /// <summary>What the connector gave back, or the response that was given for it: JSON; null when there is none.</summary>
    public string? Response { get; init; }

    /// <summary>What the model makes of it; null when there is no response.</summary>
    public PlannedOutcome? Outcome { get; init; }

    /// <summary>Why some of what the result expression gives is null.</summary>
    public IReadOnlyList<NullEntry> ResultNulls { get; init; } = [];

    /// <summary>What is null on the way through the error expression.</summary>
    public IReadOnlyList<NullEntry> ErrorExpressionNulls { get; init; } = [];
}

/// <summary>What the cluster would be told.</summary>
/// <param name="Variables">JSON.</param>
/// <param name="ErrorCode">Of a BPMN error.</param>
/// <param name="Message">Of a failure or a BPMN error.</param>
public sealed record PlannedOutcome(PlannedOutcomeKind Kind, string Variables, string? ErrorCode, string? Message);
