using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>What an error expression makes of an attempt.</summary>
internal abstract record ErrorVerdict
{
    public const string ExpressionFailed = "ERROR_EXPRESSION_FAILED";
    public const string Invalid = "ERROR_EXPRESSION_INVALID";

    private ErrorVerdict() { }

    public sealed record None : ErrorVerdict;

    public sealed record Throw(string Code, string Message, FeelContext Variables) : ErrorVerdict;

    public sealed record Fail(string Message, FeelContext Variables, int RetriesLeft, TimeSpan Backoff) : ErrorVerdict;

    /// <summary>Completes with these variables only: what the result was mapped to is dropped.</summary>
    public sealed record Ignore(FeelContext Variables) : ErrorVerdict;

    /// <param name="seen">Told what came out of the expression.</param>
    /// <exception cref="ConnectorException">The expression fails, or gives something else.</exception>
    public static async ValueTask<ErrorVerdict> OfAsync(
        FeelExpression expression,
        IFeelVariables context,
        DateTimeOffset now,
        CallDocuments documents,
        Action<FeelResult> seen,
        CancellationToken cancellation)
    {
        const string What = "The error expression";
        var asked = new FeelDocuments();
        var result = expression.Evaluate(context, new FeelEvaluation { Now = now, Documents = asked });
        if (result.Failure is not null)
            throw FeelFailure.Of(ExpressionFailed, What, expression, result);
        var value = await CreatedDocuments.StoreAsync(asked, result.Value, What, documents, cancellation);
        seen(result with { Value = value });
        return Of(value);
    }

    private static ErrorVerdict Of(FeelValue value)
    {
        if (value.IsNull)
            return new None();
        if (!value.TryGetContext(out var answer))
            throw Refuse($"it gave a {value.Kind}");
        if (answer.Count is 0)
            return new None();

        return TextOf(answer, "errorType") switch
        {
            // Without a code there is nothing that an error event could catch.
            "bpmnError" => TextOf(answer, "errorCode") is { } code
                ? new Throw(code, TextOf(answer, "errorMessage") ?? "", VariablesOf(answer))
                : new None(),
            "jobError" => new Fail(
                TextOf(answer, "errorMessage") ?? "",
                FeelContext.Merge(VariablesOf(answer), FeelContext.Of(("error", FeelValue.From(TextOf(answer, "errorMessage") ?? "")))),
                RetriesOf(answer),
                BackoffOf(answer)),
            "ignoreError" => new Ignore(VariablesOf(answer)),
            _ => throw Refuse("it gave an object without a known errorType"),
        };
    }

    private static string? TextOf(FeelContext answer, string name) =>
        answer.TryGet(name, out var value) && value.TryGetString(out var text) ? text : null;

    private static FeelContext VariablesOf(FeelContext answer)
    {
        if (!answer.TryGet("variables", out var value) || value.IsNull)
            return FeelContext.Empty;

        return value.TryGetContext(out var variables) ? variables : throw Refuse($"its variables are a {value.Kind}");
    }

    private static int RetriesOf(FeelContext answer)
    {
        if (!answer.TryGet("retries", out var value) || value.IsNull)
            return 0;

        return value.TryGetInt64(out var retries)
            ? (int)Math.Clamp(retries, 0, int.MaxValue)
            : throw Refuse("its retries are not a whole number");
    }

    private static TimeSpan BackoffOf(FeelContext answer)
    {
        if (!answer.TryGet("retryBackoff", out var value) || value.IsNull)
            return TimeSpan.Zero;
        if (value.TryGetDuration(out var duration))
            return duration;
        return value.TryGetString(out var text) && IsoDuration.TryParse(text, out duration)
            ? duration
            : throw Refuse("its retryBackoff is not a duration");
    }

    private static ConnectorException Refuse(string what) => new(
        Invalid,
        $"The error expression must give bpmnError(…), jobError(…), ignoreError(…) or null, but {what}. [{Invalid}]")
    {
        Retry = RetryAdvice.Never,
    };
}
