using System.Diagnostics;
using Fairlead.Feel;

namespace Fairlead.Bench.Feel;

/// <summary>Calls a second in the best of several rounds, how far below it the middle one was, and bytes allocated a call.</summary>
internal readonly record struct Rate(double Best, double Median, long Bytes);

/// <summary>What one case costs here, on one thread.</summary>
/// <param name="ParseEvaluate">Both in one call, as for a text that comes only once.</param>
/// <param name="FromJson">From the bytes of the variables to the bytes of the result, with an expression that was read before.</param>
internal sealed record FeelRates(string Result, Rate Parse, Rate ParseEvaluate, Rate Evaluate, Rate FromJson)
{
    private const int Rounds = 7;
    private static readonly TimeSpan Warm = TimeSpan.FromMilliseconds(70);
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(12);
    private static readonly FeelOptions Options = new() { Functions = FeelFunctions.Connectors };

    public static FeelRates Measure(FeelCase test)
    {
        var variables = test.ReadVariables();
        var expression = Read(test);
        variables.TryGet("?", out var input);
        var first = test.IsTest ? expression.EvaluateTests(input, variables) : expression.Evaluate(variables);
        if (first.Failure is { } failure)
            throw new BenchException($"{test.Id}: {failure.Message}");
        return test.IsTest
            ? new FeelRates(
                JsonOf(first),
                Measure(() => Read(test)),
                Measure(() => Read(test).EvaluateTests(input, variables)),
                Measure(() => expression.EvaluateTests(input, variables)),
                Measure(() =>
                {
                    var given = test.ReadVariables();
                    given.TryGet("?", out var value);
                    expression.EvaluateTests(value, given).Value.ToJson();
                }))
            : new FeelRates(
                JsonOf(first),
                Measure(() => Read(test)),
                Measure(() => Read(test).Evaluate(variables)),
                Measure(() => expression.Evaluate(variables)),
                Measure(() => expression.Evaluate(test.ReadVariables()).Value.ToJson()));
    }

    private static FeelExpression Read(FeelCase test) =>
        test.IsTest ? FeelExpression.ParseUnaryTests(test.Expression, Options) : FeelExpression.Parse(test.Expression, Options);

    private static string JsonOf(FeelResult result) => System.Text.Encoding.UTF8.GetString(result.Value.ToJson());

    private static Rate Measure(Action action)
    {
        var calls = 0;
        var start = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(start) < Warm; calls++)
            action();
        var batch = (int)Math.Max(1, calls * (Round / Stopwatch.GetElapsedTime(start)));
        var rates = new double[Rounds];
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < batch; i++)
                action();
            rates[round] = batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Array.Sort(rates);
        return new Rate(rates[^1], rates[Rounds / 2], bytes / ((long)batch * Rounds));
    }
}
