using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>What to do about a job whose earlier attempt may have taken effect.</summary>
public enum OutcomeUnknownPolicy
{
    /// <summary>The call is made again. Right for whatever may be done twice, or whose other side knows the idempotency key.</summary>
    Repeat = 0,

    /// <summary>An incident: a person looks at the other side. Resolving it makes the call again.</summary>
    Incident = 1,

    /// <summary>Another call asks the other side, and the model says what its answer means.</summary>
    ReadBack = 2,
}

/// <summary>The task headers about repetitions.</summary>
internal static class RepetitionHeaders
{
    public const string Invalid = "OUTCOME_POLICY_INVALID";

    private const string Policy = "outcomeUnknown";
    private const string Key = "idempotencyKey";

    /// <summary>FEEL over the inputs of the task: the inputs that ask, laid over those of the task.</summary>
    public const string ReadBackInput = "readBackInput";

    /// <summary>FEEL over the answer: null when the call did not take effect, else what stands for its response.</summary>
    public const string ReadBackResult = "readBackResult";

    /// <exception cref="ConnectorException">The header is there and no policy, or one that needs others that are missing.</exception>
    public static OutcomeUnknownPolicy PolicyOf(ActivatedJob job, OutcomeUnknownPolicy otherwise)
    {
        var asked = job.Headers.GetValueOrDefault(Policy, "").Trim() switch
        {
            "" => otherwise,
            "repeat" => OutcomeUnknownPolicy.Repeat,
            "incident" => OutcomeUnknownPolicy.Incident,
            "readBack" => OutcomeUnknownPolicy.ReadBack,
            var unknown => throw Refuse(job, $"The header {Policy} of element {job.ElementId} is \"{unknown}\": expected repeat, incident or readBack."),
        };
        if (asked is OutcomeUnknownPolicy.ReadBack && !(Has(job, ReadBackInput) && Has(job, ReadBackResult)))
        {
            throw Refuse(
                job,
                $"Element {job.ElementId} asks the other side about attempts whose outcome is unknown, so it needs the headers {ReadBackInput} and {ReadBackResult}.");
        }

        return asked;
    }

    /// <summary>Whether the disk must know of an attempt before it is made.</summary>
    public static bool MayNotBeRepeated(ActivatedJob job, OutcomeUnknownPolicy otherwise) =>
        job.Headers.GetValueOrDefault(Policy, "").Trim() switch
        {
            "" => otherwise is not OutcomeUnknownPolicy.Repeat,
            "repeat" => false,
            _ => true,
        };

    /// <exception cref="ConnectorException">The header is there and neither on nor off.</exception>
    public static bool SendsKey(ActivatedJob job, bool otherwise) => job.Headers.GetValueOrDefault(Key, "").Trim() switch
    {
        "" => otherwise,
        "on" => true,
        "off" => false,
        var unknown => throw Refuse(job, $"The header {Key} of element {job.ElementId} is \"{unknown}\": expected on or off."),
    };

    private static bool Has(ActivatedJob job, string header) => !string.IsNullOrWhiteSpace(job.Headers.GetValueOrDefault(header));

    private static ConnectorException Refuse(ActivatedJob job, string what) =>
        new(Invalid, $"{what} See the headers of {job.ElementId} in process {job.ProcessId}. [{Invalid}]") { Retry = RetryAdvice.Never };
}
