using System.Globalization;
using CsCheck;
using Fairlead.Feel.Numbers;

namespace Fairlead.Feel.Tests.Numbers;

public sealed class FeelNumberTests
{
    private static readonly Gen<FeelNumber> Small =
        Gen.Select(Gen.Long, Gen.Int[0, 18]).Select(Make);

    private static readonly Gen<FeelNumber> Tidy =
        Gen.Select(Gen.Long[-10_000, 10_000], Gen.Int[0, 4]).Select(Make);

    private static readonly Gen<FeelNumber> Large = Gen.Select(
            Gen.Int[0, 9].Array[1, 34], Gen.Int[-40, 60], Gen.Bool)
        .Select((digits, scale, negative) => Parse(
            $"{(negative ? "-" : "")}{string.Concat(digits)}E{(-scale).ToString(CultureInfo.InvariantCulture)}"));

    private static readonly Gen<FeelNumber> Any = Gen.OneOf(Small, Tidy, Large);

    [Fact]
    public void Sums_and_differences_are_those_of_the_slow_way() => Gen.Select(Any, Any).Sample((a, b) =>
    {
        Same(ReferenceDecimal.Of(a) + ReferenceDecimal.Of(b), NumberMath.Add(a, b));
        Same(ReferenceDecimal.Of(a) + ReferenceDecimal.Of(NumberMath.Negate(b)), NumberMath.Subtract(a, b));
    }, iter: 4_000);

    [Fact]
    public void Products_are_those_of_the_slow_way() => Gen.Select(Any, Any).Sample((a, b) =>
    {
        Assert.True(NumberMath.TryMultiply(a, b, out var product));
        Same(ReferenceDecimal.Of(a) * ReferenceDecimal.Of(b), product);
    }, iter: 4_000);

    [Fact]
    public void Quotients_are_those_of_the_slow_way() => Gen.Select(Any, Any).Sample((a, b) =>
    {
        if (!NumberMath.TryDivide(a, b, out var quotient))
            Assert.Equal(0, b.Sign);
        else
            Same(ReferenceDecimal.Of(a) / ReferenceDecimal.Of(b), quotient);
    }, iter: 4_000);

    [Fact]
    public void What_is_printed_is_read_as_the_same_number_with_the_same_scale() => Any.Sample(number =>
    {
        var again = Parse(number.ToString());
        Assert.Equal(number.ToString(), again.ToString());
        Assert.Equal(number, again);
        Assert.Equal(number.GetHashCode(), again.GetHashCode());
    });

    [Fact]
    public void Order_goes_by_value() => Gen.Select(Any, Any).Sample((a, b) =>
        Assert.Equal(Math.Sign(NumberMath.Subtract(a, b).Sign), Math.Sign(a.CompareTo(b))));

    [Fact]
    public void The_JSON_form_is_the_same_number() => Any.Sample(number =>
        Assert.Equal(number, Parse(DecimalText.FormatForJson(number.Exact))));

    [Theory]
    [InlineData("1.10", "1", "2.10")]
    [InlineData("9223372036854775807", "1", "9223372036854775808")]
    [InlineData("1E+40", "1", "1.000000000000000000000000000000000E+40")]
    [InlineData("0.00", "1E-20", "1E-20")]
    public void A_sum_keeps_the_finer_scale(string left, string right, string sum) =>
        Assert.Equal(sum, NumberMath.Add(Parse(left), Parse(right)).ToString());

    [Theory]
    [InlineData("1", "3", "0.3333333333333333333333333333333333")]
    [InlineData("2", "3", "0.6666666666666666666666666666666667")]
    [InlineData("1.00", "1", "1.00")]
    [InlineData("100", "4", "25")]
    [InlineData("7", "4", "1.75")]
    [InlineData("1E+3", "2", "5E+2")]
    public void A_quotient_has_34_digits_and_no_more_zeros_than_its_operands(string left, string right, string quotient)
    {
        Assert.True(NumberMath.TryDivide(Parse(left), Parse(right), out var actual));
        Assert.Equal(quotient, actual.ToString());
    }

    [Theory]
    [InlineData("2", 100, "1267650600228229401496703205376")]
    [InlineData("10", 40, "1.000000000000000000000000000000000E+40")]
    [InlineData("2", -2, "0.25")]
    [InlineData("1.1", 2, "1.21")]
    [InlineData("1.000001", 1000, "1.001000499666208425376409617803718")]
    public void A_whole_power_is_exact_to_34_digits(string value, int exponent, string power)
    {
        Assert.True(NumberMath.TryPower(Parse(value), FeelNumber.From(exponent), out var actual));
        Assert.Equal(power, actual.ToString());
    }

    [Theory]
    [InlineData(16, "16.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e7, "1.0E+7")]
    [InlineData(1.5e-5, "0.000015")]
    [InlineData(-123456.75, "-123456.75")]
    public void A_double_becomes_the_shortest_decimal_in_the_scale_Java_prints(double number, string text)
    {
        Assert.True(NumberMath.TryFromDouble(number, out var value));
        Assert.Equal(text, value.ToString());
    }

    private static FeelNumber Make(long mantissa, int scale) =>
        new(ExactDecimal.From(mantissa) with { Scale = scale });

    private static FeelNumber Parse(string text) => FeelNumber.TryParse(text, out var number)
        ? number
        : throw new FormatException($"'{text}' is not a number.");

    private static void Same(ReferenceDecimal expected, FeelNumber actual)
    {
        var found = ReferenceDecimal.Of(actual);
        // Zero's scale is not looked at beyond what 34 digits allow.
        if (expected.Unscaled.IsZero)
            Assert.Equal(0, actual.Sign);
        else
            Assert.Equal(expected, found);
    }
}
