using System.Text;
using System.Text.Json;
using CsCheck;

namespace Fairlead.Feel.Tests;

/// <summary>Values in JSON are made when they are asked for. In whichever order that happens, they are those of the text.</summary>
public sealed class JsonTests
{
    private static readonly string[] Keys = ["a", "b", "name", "ä", "a\\nb", "\\u0041", "\\/", "", "x y", "\U0001F600"];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "1", "-17", "1.50", "0.000001", "123456789012345678", "1234567890123456789", "-9.99e3",
        "1E-7", "12345678901234567890.0123456789", "\"\"", "\"text\"", "\"ä€\U0001F600\"", "\"\\\\ \\\" \\/ \\b\\f\\n\\r\\t\"",
        "\"\\u00e4\\ud83d\\ude00\"", "\"a long text of more than thirty-two characters, then \\u000a and more\"", "\"\u007f\"",
    ];

    private static readonly Gen<string> Blanks = Gen.Frequency((6, Gen.Const("")), (1, Gen.Const(" ")), (1, Gen.Const("\r\n\t")));

    private static readonly Gen<string> Documents = Gen.Recursive<string>((depth, inner) => depth >= 4
        ? OneOf(Scalars)
        : Gen.OneOf(
            OneOf(Scalars),
            Gen.Select(inner.Array[0, 4], Blanks).Select((items, blank) => $"[{blank}{string.Join($"{blank},{blank}", items)}{blank}]"),
            // Objects with one set of keys, as arrays mostly have them, now and then with another one among them.
            Gen.Select(inner.Array[0, 6], Gen.Int[0, 3], Blanks).Select((items, width, blank) =>
                $"[{string.Join(',', items.Select((item, i) => Object(width, i == 3 ? 5 : 0, item, blank)))}]"),
            Gen.Select(inner, Gen.Int[0, 5], Gen.Int[0, 9], Blanks).Select((item, width, first, blank) => Object(width, first, item, blank))));

    [Fact]
    public void A_lazy_value_is_the_same_as_the_eager_one() => Gen.Select(Documents, Gen.Int[0, 1_000].Array[0, 5]).Sample((json, order) =>
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var expected = Eager(JsonDocument.Parse(bytes).RootElement);
        var lazy = FeelValue.FromJson(bytes);
        Visit(lazy, expected, order);
        Assert.Equal(expected, lazy);
        Assert.Equal(expected.GetHashCode(), lazy.GetHashCode());
        Assert.Equal(expected.ToString(), lazy.ToString());
    }, iter: 500);

    [Fact]
    public void What_nobody_looked_into_is_written_as_if_it_had_been_made() => Documents.Sample(json =>
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var expected = Encoding.UTF8.GetString(Eager(JsonDocument.Parse(bytes).RootElement).ToJson());
        Assert.Equal(expected, Encoding.UTF8.GetString(FeelValue.FromJson(bytes).ToJson()));
        var around = FeelValue.FromList([FeelValue.From(FeelContext.Of(("v", FeelValue.FromJson(bytes))))]);
        Assert.Equal($"[{{\"v\":{expected}}}]", Encoding.UTF8.GetString(around.ToJson()));
    }, iter: 500);

    [Fact]
    public void A_text_with_one_byte_changed_is_read_or_refused_as_the_library_does() =>
        Gen.Select(Documents, Gen.Int[0, 10_000], OneOf([..Pieces])).Sample((json, place, piece) =>
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            var changed = (byte[])[.. bytes[..(place % (bytes.Length + 1))], .. piece, .. bytes[Math.Min((place % (bytes.Length + 1)) + 1, bytes.Length)..]];
            var expected = Try(() => Eager(JsonDocument.Parse(changed).RootElement));
            var actual = Try(() => FeelValue.FromJson(changed));
            Assert.Equal(expected is null, actual is null);
            Assert.True(expected is null || expected.Value.Equals(actual!.Value));
        }, iter: 2_000);

    [Fact]
    public void Many_threads_may_look_into_one_value() => Documents.Sample(
        json =>
        {
            var expected = Eager(JsonDocument.Parse(json).RootElement);
            var lazy = FeelValue.FromJson(Encoding.UTF8.GetBytes(json));
            Parallel.For(0, 4, thread => Visit(lazy, expected, [.. Enumerable.Range(thread, 4)]));
        },
        iter: 30);

    [Fact]
    public void One_path_into_a_document_does_not_make_the_document()
    {
        var json = Encoding.UTF8.GetBytes(
            $"{{\"big\":[{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"{{\"id\":\"item {i}\"}}"))}],\"one\":{{\"name\":\"x\"}}}}");
        var variables = FeelContext.Of(("v", FeelValue.FromJson(json)));
        var expression = FeelExpression.Parse("v.one.name");
        expression.Evaluate(variables);
        var before = GC.GetAllocatedBytesForCurrentThread();
        expression.Evaluate(variables);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }

    [Fact]
    public void As_deep_as_allowed_and_no_deeper()
    {
        var deepest = new string('[', 500) + new string(']', 500);
        Assert.Equal(deepest, Encoding.UTF8.GetString(FeelValue.FromJson(Encoding.UTF8.GetBytes(deepest)).ToJson()));
        Assert.ThrowsAny<JsonException>(() => FeelValue.FromJson(Encoding.UTF8.GetBytes($"[{deepest}]")));
    }

    [Fact]
    public void A_part_of_a_buffer_can_be_read()
    {
        var buffer = "xx{\"a\":[1,{\"b\":\"c\"}]}yy"u8.ToArray();
        var value = FeelValue.FromJson(buffer.AsMemory(2, buffer.Length - 4));
        Assert.Equal("{a: [1, {b: \"c\"}]}", value.ToString());
        Assert.Equal("{\"a\":[1,{\"b\":\"c\"}]}", Encoding.UTF8.GetString(value.ToJson()));
    }

    private static IEnumerable<byte[]> Pieces =>
    [
        .. ((string[])["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", " ", "\u0001", "\\ud800", "t", "nul"]).Select(Encoding.UTF8.GetBytes),
        [0x80], [0xc3], [0xff], [],
    ];

    // Key after key from the table, so that some come twice.
    private static string Object(int width, int first, string value, string blank) => "{" + string.Join(',', Enumerable.Range(0, width).Select(
        i => $"{blank}\"{Keys[(first + i) % (first > 6 ? 2 : Keys.Length)]}\":{blank}{value}{blank}")) + "}";

    private static FeelValue? Try(Func<FeelValue> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static FeelValue Eager(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return FeelValue.From(FeelContext.Of(
                    [.. element.EnumerateObject().Select(property => (property.Name, Eager(property.Value)))]));
            case JsonValueKind.Array:
                return FeelValue.FromList([.. element.EnumerateArray().Select(Eager)]);
            case JsonValueKind.String:
                return FeelValue.From(element.GetString());
            case JsonValueKind.Number:
                return FeelNumber.TryParse(element.GetRawText(), out var number) ? FeelValue.From(number) : throw new JsonException();
            case JsonValueKind.True or JsonValueKind.False:
                return FeelValue.From(element.GetBoolean());
            default:
                return FeelValue.Null;
        }
    }

    // Looks at some entries and items in some order, some of them again and again.
    private static void Visit(FeelValue lazy, FeelValue expected, int[] order)
    {
        foreach (var number in order)
        {
            if (expected.TryGetList(out var items) && items.Count > 0)
            {
                Assert.True(lazy.TryGetList(out var lazyItems));
                Assert.Equal(items.Count, lazyItems.Count);
                Same(lazyItems[number % items.Count], items[number % items.Count]);
            }
            else if (expected.TryGetContext(out var context) && context.Count > 0)
            {
                Assert.True(lazy.TryGetContext(out var lazyContext));
                Assert.Equal(context.Count, lazyContext.Count);
                var (name, value) = context.Entries.ElementAt(number % context.Count);
                Assert.True(lazyContext.TryGet(name, out var found));
                Same(found, value);
                Assert.False(lazyContext.TryGet("no such key", out _));
            }
        }

        void Same(FeelValue found, FeelValue wanted)
        {
            if (order.Length > 1)
                Visit(found, wanted, order[1..]);
            Assert.Equal(wanted, found);
        }
    }

    private static Gen<T> OneOf<T>(T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);
}
