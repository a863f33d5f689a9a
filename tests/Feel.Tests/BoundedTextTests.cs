using System.Text;
using System.Text.Unicode;
using CsCheck;

namespace Fairlead.Feel.Tests;

/// <summary>A value can be far smaller than its text. As much of it is made as is asked for, and that is the beginning of the whole.</summary>
public sealed class BoundedTextTests
{
    /// <summary>632 MB of JSON.</summary>
    private static readonly FeelExpression Large = FeelExpression.Parse(
        $"{{text: \"{string.Concat(Enumerable.Repeat("\\n", 63))}\", inner: for i in 1..1000 return text, outer: for i in 1..4900 return inner}}.outer");

    private static readonly Gen<FeelValue> Values = Gen.Recursive<FeelValue>((depth, inner) => depth >= 4
        ? Scalars
        : Gen.Frequency(
            (2, Scalars),
            (1, Texts.Select(text => FeelValue.FromJson(Encoding.UTF8.GetBytes($"[\"{text.Length}\",{{\"ä\":[{text.Length}]}}]")))),
            (2, inner.Array[0, 4].Select(FeelValue.FromList)),
            (2, Gen.Select(Texts, inner).Array[0, 4].Select(entries => FeelValue.From(FeelContext.Of(entries))))));

    private static Gen<string> Texts =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 6].Select(places => string.Concat(places.Select(place => Pieces[place])));

    private static Gen<FeelValue> Scalars => Gen.OneOf(
        Texts.Select(text => FeelValue.From(text)),
        Gen.Int[-100_000, 100_000].Select(number => FeelValue.From(number)),
        Gen.Int[0, Expressions.Length - 1].Select(place => FeelExpression.Parse(Expressions[place]).Evaluate(FeelContext.Empty).Value));

    private static string[] Expressions => ["null", "true", "1.50", "@\"2024-02-29\"", "@\"PT1H30M\"", "[1..5)", "function(x) x"];

    private static string[] Pieces => ["", "a", "bcd", "\"", "\\", "\n", "\u0001", "ä", "€", "\ud83d\ude00", "\ud83d", "\ude00", "\u007f"];

    [Fact]
    public void JSON_with_a_limit_is_the_same_or_its_beginning() => Gen.Select(Values, Gen.Int[0, 40]).Sample((value, some) =>
    {
        var whole = value.ToJson();
        foreach (var limit in (int[])[some, whole.Length / 2, whole.Length - 1, whole.Length, whole.Length + 1, int.MaxValue])
        {
            Assert.Equal(whole.Length <= limit, value.TryToJson(limit, out var json));
            Assert.InRange(json.Length, Math.Min(limit - 3, whole.Length), Math.Min(limit, whole.Length));
            Assert.Equal(whole[..json.Length], json);
            Assert.True(Utf8.IsValid(json));
        }
    }, iter: 3_000);

    [Theory]
    [InlineData("[1,2]", 5, true, "[1,2]")]
    [InlineData("[1,2]", 4, false, "[1,2")]
    [InlineData("[1,2]", 0, false, "")]
    [InlineData("\"aé\"", 5, true, "\"aé\"")]
    [InlineData("\"aé\"", 4, false, "\"aé")]
    [InlineData("\"aé\"", 3, false, "\"a")]
    [InlineData("{\"aé\":1}", 4, false, "{\"a")]
    public void A_value_of_just_the_size_is_written_and_one_byte_more_is_not(string json, int limit, bool isWhole, string expected)
    {
        var read = FeelValue.FromJson(Encoding.UTF8.GetBytes(json));
        var made = FeelExpression.Parse(json).Evaluate(FeelContext.Empty).Value;
        foreach (var value in new[] { read, made })
        {
            Assert.Equal(isWhole, value.TryToJson(limit, out var written));
            Assert.Equal(expected, Encoding.UTF8.GetString(written));
        }
    }

    [Fact]
    public void A_limit_is_not_negative()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FeelValue.Null.TryToJson(-1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeelValue.Null.ToString(-1));
    }

    [Fact]
    public void What_is_left_out_costs_nothing()
    {
        var value = Large.Evaluate(FeelContext.Empty).Value;
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(value.TryToJson(100_000, out var json));
        var text = value.ToString(1_000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1 << 20);
        Assert.Equal(100_000, json.Length);
        Assert.Equal(1_001, text.Length);
        Assert.StartsWith("[[\"\\n\\n", text, StringComparison.Ordinal);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_not_copied_to_be_cut()
    {
        var text = FeelValue.From(new string('ü', 10_000_000));
        var value = FeelValue.From(FeelContext.Of(("a", text), ("b", text)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(value.TryToJson(1_000, out var json));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1 << 16);
        Assert.Equal($"{{\"a\":\"{new string('ü', 497)}", Encoding.UTF8.GetString(json));
    }

    [Theory]
    [InlineData("to json")]
    [InlineData("string")]
    public void A_function_makes_no_more_of_a_text_than_it_may_give(string function)
    {
        var expression = FeelExpression.Parse($"{function}({Large.Text})");
        var limits = new FeelEvaluation { TextCharactersAtMost = 1_000_000, StepsAtMost = 100_000_000 };
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("FEEL_TEXT_SIZE", expression.Evaluate(FeelContext.Empty, limits).Failure?.Code);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 32 << 20);
    }

    [Fact]
    public void Text_with_a_limit_is_the_same_or_its_beginning() => Gen.Select(Values, Gen.Int[0, 60]).Sample((value, limit) =>
    {
        var whole = value.ToString();
        Assert.Equal(whole.Length <= limit ? whole : $"{whole[..limit]}…", value.ToString(limit));
    }, iter: 1_000);
}
