using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>What the expressions of connectors say about errors. The shapes are read by the connector runtime.</summary>
internal static class ConnectorFunctions
{
    private static readonly ContextShape BpmnErrorShape = new(["errorType", "errorCode", "errorMessage", "variables"]);
    private static readonly ContextShape JobErrorShape =
        new(["errorType", "errorMessage", "variables", "retries", "retryBackoff"]);
    private static readonly ContextShape IgnoreErrorShape = new(["errorType", "variables"]);

    private static readonly FeelValue NoVariables = FeelValue.From(FeelContext.Empty);
    private static readonly FeelNumber NanosecondsPerSecond = FeelNumber.From(DayTimeDuration.NanosecondsPerSecond);

    public static FunctionTable AddTo(FunctionTable table) => table
        .Add("bpmnError", "errorCode:s", (a, _) => BpmnError(a[0], FeelValue.Null, FeelValue.Null))
        .Add("bpmnError", "errorCode:s, errorMessage:s", (a, _) => BpmnError(a[0], a[1], FeelValue.Null))
        .Add("bpmnError", "errorCode:s, errorMessage:s, variables:c", (a, _) => BpmnError(a[0], a[1], a[2]))
        .Add("jobError", "errorMessage:s", (a, _) => JobError(a[0], NoVariables, FeelValue.From(0), DayTimeDuration.From(0)))
        .Add("jobError", "errorMessage:s, variables:c", (a, _) =>
            JobError(a[0], a[1], FeelValue.From(0), DayTimeDuration.From(0)))
        .Add("jobError", "errorMessage:s, variables:c, retries:n", (a, _) => JobError(a[0], a[1], a[2], DayTimeDuration.From(0)))
        .Add("jobError", "errorMessage:s, variables:c, retries:n, retryBackoff:p", (a, _) => JobError(a[0], a[1], a[2], a[3]))
        .Add("ignoreError", "", (_, _) => IgnoreError(NoVariables))
        .Add("ignoreError", "variables:c", (a, _) => IgnoreError(a[0]))
        .AddImpure("backoff", "attempt:n", (a, call) => Backoff(a, call))
        .AddImpure("backoff", "attempt:n, minDelay:p", (a, call) => Backoff(a, call))
        .AddImpure("backoff", "attempt:n, minDelay:p, factor:n", (a, call) => Backoff(a, call))
        .AddImpure("backoff", "attempt:n, minDelay:p, factor:n, maxDelay:p", (a, call) => Backoff(a, call))
        .AddImpure("backoff", "attempt:n, minDelay:p, factor:n, maxDelay:p, jitterFactor:n", (a, call) => Backoff(a, call));

    private static FeelValue BpmnError(FeelValue code, FeelValue message, FeelValue variables) => FeelValue.From(
        new FeelContext(BpmnErrorShape, [FeelValue.From("bpmnError"), code, message, variables]));

    private static FeelValue JobError(FeelValue message, FeelValue variables, FeelValue retries, FeelValue backoff) =>
        FeelValue.From(new FeelContext(
            JobErrorShape, [FeelValue.From("jobError"), message, variables, retries, backoff]));

    private static FeelValue IgnoreError(FeelValue variables) =>
        FeelValue.From(new FeelContext(IgnoreErrorShape, [FeelValue.From("ignoreError"), variables]));

    // Grows with each attempt up to the longest delay, and a little by chance so that many do not retry at once.
    private static FeelValue Backoff(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var attempt = arguments[0].Whole();
        if (attempt < 1)
            return call.Fail($"attempt must be at least 1 but was '{attempt}'");
        var shortest = arguments.Length > 1 ? Seconds(arguments[1]) : 0.05;
        var factor = arguments.Length > 2 ? arguments[2].Number().ToDouble() : 1.6;
        var longest = arguments.Length > 3 ? Seconds(arguments[3]) : 5;
        var jitter = arguments.Length > 4 ? arguments[4].Number().ToDouble() : 0.1;
        if (shortest < 0 || longest < 0 || factor < 0 || jitter < 0)
            return call.Fail("delays and factors must not be negative");
        var delay = Math.Min(shortest * Math.Pow(factor, attempt - 1), longest);
        delay *= 1 + (jitter * ((call.State.NextRandom() * 2) - 1));
        return double.IsFinite(delay)
            ? DayTimeDuration.From((Int128)(Math.Max(delay, 0) * 1_000) * 1_000_000)
            : call.Fail("the delay is out of range");
    }

    private static double Seconds(FeelValue duration)
    {
        DayTimeDuration.TryGet(duration, out var nanoseconds);
        return (double)nanoseconds / NanosecondsPerSecond.ToDouble();
    }
}
