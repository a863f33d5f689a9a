using Fairlead.Feel.Numbers;
using Fairlead.Feel.Temporal;

namespace Fairlead.Feel.Functions;

/// <summary>Functions about one or two numbers.</summary>
internal static class NumberFunctions
{
    private static readonly Dictionary<string, RoundingMode> Modes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UP"] = RoundingMode.Up,
        ["DOWN"] = RoundingMode.Down,
        ["CEILING"] = RoundingMode.Ceiling,
        ["FLOOR"] = RoundingMode.Floor,
        ["HALF_UP"] = RoundingMode.HalfUp,
        ["HALF_DOWN"] = RoundingMode.HalfDown,
        ["HALF_EVEN"] = RoundingMode.HalfEven,
        ["UNNECESSARY"] = RoundingMode.Unnecessary,
    };

    public static void AddTo(FunctionTable table)
    {
        if (!table.Rules.HasStrictParameters)
            table.Add("abs", "number:n", (a, _) => FeelValue.From(NumberMath.Absolute(a[0].Number())));
        table
            .Add("decimal", "n:n, scale:n", (a, call) => Round(a[0], a[1], RoundingMode.HalfEven, call))
            .Add("decimal", "n:n, scale:n, mode:s", RoundByMode)
            .Add("abs", "n:n", (a, _) => FeelValue.From(NumberMath.Absolute(a[0].Number())))
            .Add("abs", "n:py", (a, _) => IsNegative(a[0]) && TemporalArithmetic.TryNegate(a[0], out var positive) ? positive : a[0])
            .Add("modulo", "dividend:n, divisor:n", Modulo)
            .Add("sqrt", "number:n", (a, call) => Double(Math.Sqrt(a[0].Number().ToDouble()), call))
            .Add("log", "number:n", (a, call) => Double(Math.Log(a[0].Number().ToDouble()), call))
            .Add("exp", "number:n", (a, call) => Double(Math.Exp(a[0].Number().ToDouble()), call))
            .Add("odd", "number:n", (a, _) => FeelValue.From(Parity(a[0].Number()) == 1))
            .Add("even", "number:n", (a, _) => FeelValue.From(Parity(a[0].Number()) == 0))
            .AddImpure("random number", "", (_, call) => Double(call.State.NextRandom(), call));
        foreach (var (name, mode) in new[]
            {
                ("floor", RoundingMode.Floor),
                ("ceiling", RoundingMode.Ceiling),
                ("round up", RoundingMode.Up),
                ("round down", RoundingMode.Down),
                ("round half up", RoundingMode.HalfUp),
                ("round half down", RoundingMode.HalfDown),
            })
        {
            table.Add(name, "n:n, scale:n", (a, call) => Round(a[0], a[1], mode, call));
            // In the standard only floor and ceiling may go without a scale.
            if (!table.Rules.HasStrictParameters || mode is RoundingMode.Floor or RoundingMode.Ceiling)
                table.Add(name, "n:n", (a, call) => Round(a[0], FeelValue.From(0), mode, call));
            // How Camunda spells the name of some of them, and processes rely on it.
            if (!table.Rules.HasStrictParameters)
                table.Add(name, "n:n, scala:n", (a, call) => Round(a[0], a[1], mode, call));
        }
    }

    private static FeelValue RoundByMode(ReadOnlySpan<FeelValue> arguments, Invocation call) =>
        Modes.TryGetValue(arguments[2].Text(), out var mode)
            ? Round(arguments[0], arguments[1], mode, call)
            : call.Fail($"Illegal argument '{arguments[2].Text()}' for rounding mode. Must be one of: "
                + string.Join(", ", Modes.Keys));

    // Source: DMN 1.5 §10.3.4.6: the exponents of decimal128 are the limits of the scale.
    private static FeelValue Round(FeelValue number, FeelValue scale, RoundingMode mode, Invocation call)
    {
        const int LeastScale = -6_111, LargestScale = 6_176;
        if (scale.Whole() is < LeastScale or > LargestScale)
            return call.Fail($"scale must be between {LeastScale} and {LargestScale} but was '{scale}'");
        return NumberMath.TryRound(number.Number(), scale.Whole(), mode, out var rounded)
            ? FeelValue.From(rounded)
            : call.Fail("Rounding is necessary");
    }

    private static FeelValue Modulo(ReadOnlySpan<FeelValue> arguments, Invocation call) =>
        NumberMath.TryModulo(arguments[0].Number(), arguments[1].Number(), out var remainder)
            ? FeelValue.From(remainder)
            : call.Fail("Division by zero");

    private static FeelValue Double(double result, Invocation call) =>
        NumberMath.TryFromDouble(result, out var number) ? FeelValue.From(number) : call.Fail("The result is not a number");

    // The remainder by two; of a fraction neither 0 nor 1.
    private static int Parity(FeelNumber number)
    {
        if (!NumberMath.TryModulo(number, FeelNumber.From(2), out var rest) || !rest.TryGetInt64(out var whole))
            return -1;
        return (int)whole;
    }

    private static bool IsNegative(FeelValue duration) =>
        DayTimeDuration.TryGet(duration, out var nanoseconds) ? nanoseconds < 0 : duration.Bits < 0;
}
