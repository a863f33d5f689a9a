using System.Globalization;
using CsCheck;
using Fairlead.Feel.Numbers;

namespace Fairlead.Feel.Tests.Numbers;

/// <summary>Rounding, powers and the functions that go through doubles, against the slow way or the original's results.</summary>
public sealed class RoundingTests
{
    private static readonly RoundingMode[] Modes = Enum.GetValues<RoundingMode>();

    private static readonly Gen<FeelNumber> Numbers = Gen.Select(
            Gen.Int[0, 9].Array[1, 34], Gen.Int[-12, 40], Gen.Bool)
        .Select((digits, scale, negative) => Parse(string.Create(
            CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{string.Concat(digits)}E{-scale}")));

    [Fact]
    public void A_number_is_rounded_in_every_mode_as_the_slow_way_does() => Gen.Select(
        Numbers, Gen.Int[-10, 36], Gen.Int[0, Modes.Length - 1]).Sample((number, scale, choice) =>
    {
        var expected = ReferenceDecimal.Of(number).RoundedTo(scale, Modes[choice]);
        var possible = NumberMath.TryRound(number, scale, Modes[choice], out var rounded);
        Assert.Equal(expected is not null, possible);
        if (expected is { } exact)
            Assert.Equal(0, exact.CompareTo(ReferenceDecimal.Of(rounded)));
    }, iter: 6_000);

    [Fact]
    public void Ties_go_where_the_mode_says() => Gen.Select(Gen.Int[-10_000, 10_000], Gen.Int[0, Modes.Length - 1]).Sample(
        (tens, choice) =>
    {
        var number = Parse(string.Create(CultureInfo.InvariantCulture, $"{tens}.5"));
        var expected = ReferenceDecimal.Of(number).RoundedTo(0, Modes[choice]);
        Assert.Equal(expected is not null, NumberMath.TryRound(number, 0, Modes[choice], out var rounded));
        if (expected is { } exact)
            Assert.Equal(exact, ReferenceDecimal.Of(rounded));
    });

    [Fact]
    public void Whole_powers_are_those_of_square_and_multiply() => Gen.Select(
        Gen.Int[-99_999, 99_999], Gen.Int[0, 6], Gen.OneOf(Gen.Int[-999, 999], Gen.Int[-5_000_000, 5_000_000])).Sample((mantissa, scale, exponent) =>
    {
        if (mantissa == 0)
            return;
        var number = new FeelNumber(ExactDecimal.From(mantissa) with { Scale = scale });
        Assert.True(NumberMath.TryPower(number, FeelNumber.From(exponent), out var power));
        Assert.Equal(0, ReferenceDecimal.Of(number).Power(exponent).CompareTo(ReferenceDecimal.Of(power)));
    }, iter: 2_000);

    [Theory]
    [InlineData("sqrt(2)", "1.4142135623730951")]
    [InlineData("sqrt(0.25)", "0.5")]
    [InlineData("sqrt(1E+30)", "1.0E+15")]
    [InlineData("exp(1)", "2.718281828459045")]
    [InlineData("exp(-40)", "4.248354255291589E-18")]
    [InlineData("log(10)", "2.302585092994046")]
    [InlineData("log(1)", "0.0")]
    [InlineData("2 ** 0.5", "1.4142135623730951")]
    [InlineData("stddev([2, 4, 7, 5])", "2.0816659994661326")]
    public void Roots_and_logarithms_are_the_nearest_doubles(string expression, string shown) =>
        Assert.Equal(shown, FeelExpression.Parse(expression).Evaluate(FeelContext.Empty).Value.ToString());

    private static FeelNumber Parse(string text) => FeelNumber.TryParse(text, out var number)
        ? number
        : throw new FormatException($"'{text}' is not a number.");
}
