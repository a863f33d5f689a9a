using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker;

/// <summary>A job that is there, or that an element would make, and where its inputs come from.</summary>
/// <param name="Job">Null when there would be none.</param>
/// <param name="Problem">Why the element would not begin; null when it would.</param>
public sealed record PlannedJob(ActivatedJob? Job, IReadOnlyList<ExplainedInputItem> Inputs, string? Problem);
