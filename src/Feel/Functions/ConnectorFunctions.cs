using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>
/// What the expressions of connectors say about errors and documents. The shapes are read by the connector runtime. Their null
/// would be taken for "no error", so what is wrong with a call ends the evaluation.
/// </summary>
internal static class ConnectorFunctions
{
    private static readonly ContextShape BpmnErrorShape = new(["errorType", "errorCode", "errorMessage", "variables"]);
    private static readonly ContextShape JobErrorShape =
        new(["errorType", "errorMessage", "variables", "retries", "retryBackoff"]);
    private static readonly ContextShape IgnoreErrorShape = new(["errorType", "variables"]);

    private static readonly FeelValue NoVariables = FeelValue.From(FeelContext.Empty);
    private static readonly FeelValue NoDelay = DayTimeDuration.From(0);

    public static FunctionTable AddTo(FunctionTable table) => table
        .AddStrict("bpmnError", "errorCode:s0", (a, _) => BpmnError(a[0], FeelValue.Null, FeelValue.Null))
        .AddStrict("bpmnError", "errorCode:s0, errorMessage:s", (a, _) => BpmnError(a[0], a[1], FeelValue.Null))
        .AddStrict("bpmnError", "errorCode:s0, errorMessage:s, variables:c", (a, _) => BpmnError(a[0], a[1], a[2]))
        .AddStrict("jobError", "errorMessage:s", (a, _) => JobError(a[0], NoVariables, FeelValue.From(0), NoDelay))
        .AddStrict("jobError", "errorMessage:s, variables:c", (a, _) => JobError(a[0], a[1], FeelValue.From(0), NoDelay))
        .AddStrict("jobError", "errorMessage:s, variables:c, retries:n", (a, _) => JobError(a[0], a[1], a[2], NoDelay))
        .AddStrict("jobError", "errorMessage:s, variables:c, retries:n, retryBackoff:p", (a, _) => JobError(a[0], a[1], a[2], a[3]))
        .AddStrict("ignoreError", "", (_, _) => IgnoreError(NoVariables))
        .AddStrict("ignoreError", "variables:c", (a, _) => IgnoreError(a[0]))
        .AddStrict("backoff", "attempt:n", Backoff, isPure: false)
        .AddStrict("backoff", "attempt:n, minDelay:p", Backoff, isPure: false)
        .AddStrict("backoff", "attempt:n, minDelay:p, factor:n", Backoff, isPure: false)
        .AddStrict("backoff", "attempt:n, minDelay:p, factor:n, maxDelay:p", Backoff, isPure: false)
        .AddStrict("backoff", "attempt:n, minDelay:p, factor:n, maxDelay:p, jitterFactor:n", Backoff, isPure: false)
        .AddStrict("createDocument", "value:*", CreateDocument, isPure: false);

    private static FeelValue BpmnError(FeelValue code, FeelValue message, FeelValue variables) => FeelValue.From(
        new FeelContext(BpmnErrorShape, [FeelValue.From("bpmnError"), code, message, variables]));

    private static FeelValue JobError(FeelValue message, FeelValue variables, FeelValue retries, FeelValue backoff) =>
        FeelValue.From(new FeelContext(
            JobErrorShape, [FeelValue.From("jobError"), message, variables, retries, backoff]));

    private static FeelValue IgnoreError(FeelValue variables) =>
        FeelValue.From(new FeelContext(IgnoreErrorShape, [FeelValue.From("ignoreError"), variables]));

    // Grows with each attempt from the shortest to the longest delay, and a little by chance so that many do not retry at once.
    private static FeelValue Backoff(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var attempt = arguments[0].Whole();
        var shortest = arguments.Length > 1 ? Milliseconds(arguments[1]) : 50;
        var factor = arguments.Length > 2 ? arguments[2].Number().ToDouble() : 1.6;
        var longest = arguments.Length > 3 ? Milliseconds(arguments[3]) : 5_000;
        var jitter = arguments.Length > 4 ? arguments[4].Number().ToDouble() : 0.1;
        if (attempt < 1)
            throw call.Failed($"'attempt' must be at least 1 but was '{arguments[0]}'");
        if (factor <= 0)
            throw call.Failed($"'factor' must be more than 0 but was '{arguments[2]}'");
        if (jitter < 0)
            throw call.Failed($"'jitterFactor' must not be negative but was '{arguments[4]}'");
        if (shortest > longest)
            throw call.Failed("'minDelay' must not be longer than 'maxDelay', which is PT5S when omitted");
        var delay = Math.Clamp(shortest * Math.Pow(factor, attempt - 1), shortest, longest);
        delay += delay * jitter * ((call.State.NextRandom() * 2) - 1);
        // 0 times infinity is not a number: a delay of nothing stays so.
        return DayTimeDuration.From(double.IsNaN(delay) ? 0 : (Int128)Math.Clamp(Math.Round(delay), -1e18, 1e18) * 1_000_000);
    }

    private static double Milliseconds(FeelValue duration)
    {
        DayTimeDuration.TryGet(duration, out var nanoseconds);
        return (double)(nanoseconds / 1_000_000);
    }

    private static FeelValue CreateDocument(ReadOnlySpan<FeelValue> arguments, Invocation call) =>
        call.State.Settings.Documents is { } documents
            ? documents.Request(arguments[0])
            : throw call.Failed("documents cannot be stored here");
}
