using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>What an operator can do about an incident.</summary>
internal static class Advice
{
    public static string For(IncidentItem incident)
    {
        var resolve = Invariant($"./fairlead resolve {incident.IncidentKey.Value}");
        return incident.ErrorType switch
        {
            IncidentErrorType.JobNoRetries =>
                $"Remove the cause (the system that was called, a secret, a variable), then try again with: {resolve} --retries 1",
            IncidentErrorType.UnhandledErrorEvent =>
                "No boundary event catches this error. Go on elsewhere with: "
                + Invariant($"./fairlead modify {incident.ProcessInstanceKey.Value} --move {incident.ElementId}:ELEMENT, ")
                + Invariant($"or cancel the instance with: ./fairlead cancel {incident.ProcessInstanceKey.Value}"),
            IncidentErrorType.IoMappingError or IncidentErrorType.ExtractValueError or IncidentErrorType.ConditionError =>
                "Set the variable that the expression needs "
                + Invariant($"(PUT /v2/element-instances/{incident.ProcessInstanceKey.Value}/variables), then: {resolve}"),
            _ => $"Remove the cause, then: {resolve}",
        };
    }
}
