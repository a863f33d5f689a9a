using System.Text.Json;

using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>A failure as an error expression and an operator see it. Clean of secrets.</summary>
internal sealed record JobError
{
    public const string TimedOut = "CONNECTOR_TIMED_OUT";
    public const string RetryBackoffInvalid = "RETRY_BACKOFF_INVALID";

    /// <summary>Class name in the original, see <see cref="ErrorTypes"/>.</summary>
    public required string Type { get; init; }

    public required string Message { get; init; }

    public string? Code { get; init; }

    public FeelValue Variables { get; init; }

    public required int RetriesLeft { get; init; }

    public TimeSpan Backoff { get; init; }

    public static JobError Of(Exception failure, ActivatedJob job, TimeSpan backoff, Redactor redactor)
    {
        var known = failure as ConnectorException;
        return new JobError
        {
            Type = ErrorTypes.Of(failure),
            Message = Limits.Cut(redactor.Clean(failure.Message)),
            Code = known is null ? null : redactor.Clean(known.Code),
            Variables = VariablesOf(known, redactor),
            RetriesLeft = IsHopeless(failure) ? 0 : Math.Max(job.RetriesLeft - 1, 0),
            Backoff = known?.Retry.Delay ?? backoff,
        };
    }

    /// <summary><c>{type, message, code, variables}</c>, the last two when there are any.</summary>
    public FeelContext ToContext(bool withMessage = true)
    {
        var entries = new List<(string, FeelValue)> { ("type", FeelValue.From(Type)) };
        if (withMessage)
            entries.Add(("message", FeelValue.From(Message)));
        if (Code is not null)
            entries.Add(("code", FeelValue.From(Code)));
        if (!Variables.IsNull)
            entries.Add(("variables", Variables));
        return FeelContext.Of([.. entries]);
    }

    public JobFailure ToFailure() => new()
    {
        RetriesLeft = RetriesLeft,
        Backoff = Backoff,
        Message = Limits.Cut(Limits.Message(Message, FeelContext.Of(("error", FeelValue.From(ToContext(withMessage: false)))))),
        Variables = FeelValue.From(FeelContext.Of(("error", FeelValue.From(ToContext())))).ToJson(),
    };

    // The input, or what is directly behind the failure, will be the same next time. Deeper causes say nothing about that.
    private static bool IsHopeless(Exception failure) =>
        failure is ConnectorInputException
        || failure.InnerException is ConnectorInputException
        || (failure is ConnectorException { Retry: var advice } && advice == RetryAdvice.Never);

    private static FeelValue VariablesOf(ConnectorException? failure, Redactor redactor)
    {
        if (failure?.Variables is not { } variables)
            return FeelValue.Null;

        var json = redactor.CleanJson(JsonSerializer.SerializeToUtf8Bytes(variables, variables.GetType(), ConnectorJson.Options));
        return FeelValue.FromJson(json);
    }
}
