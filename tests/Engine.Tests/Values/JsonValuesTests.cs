using System.Text;
using System.Text.Json.Nodes;

using CsCheck;

using Fairlead.Engine.Values;

namespace Fairlead.Engine.Tests.Values;

public sealed class JsonValuesTests
{
    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        Gen.Const((JsonNode?)null),
        Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.Int.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.String.Select(value => (JsonNode?)JsonValue.Create(value.Replace("\ud800", "", StringComparison.Ordinal))));

    private static readonly Gen<JsonNode?> Value = Gen.OneOf(
        Leaf,
        Leaf.Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
        Gen.Select(Names("a", "b", "c d", "\"", "ä"), Leaf).Array[0, 3].Select(entries => (JsonNode?)Object(entries)));

    /// <summary>Against the library's own tree, with and without blanks.</summary>
    [Fact]
    public void An_object_comes_apart_and_together_again() =>
        Gen.Select(Gen.Select(Names("a", "b", "c d", "\"", "ä", ""), Value).Array[0, 25], Gen.Bool).Sample((entries, indented) =>
        {
            var node = Object(entries);
            var text = node.ToJsonString(new() { WriteIndented = indented });

            Assert.True(JsonValues.TryReadObject(Encoding.UTF8.GetBytes(text), out var values, out _));

            Assert.Equal(node.Select(entry => entry.Key), values.Select(value => value.Name));
            Assert.True(JsonNode.DeepEquals(node, Parse(JsonValues.WriteObject(values))));
            Assert.DoesNotContain(values, value => Encoding.UTF8.GetString(value.Json.Span).Contains('\n', StringComparison.Ordinal));
        });

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{}")]
    public void Nothing_is_an_empty_object(string text)
    {
        Assert.True(JsonValues.TryReadObject(Encoding.UTF8.GetBytes(text), out var values, out _));
        Assert.Empty(values);
    }

    [Theory]
    [InlineData("[]", "array")]
    [InlineData("1", "number")]
    [InlineData("\"a\"", "string")]
    [InlineData("null", "null")]
    [InlineData("true", "boolean")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("{\"a\":1,}", "not valid JSON")]
    [InlineData("{\"\\ud800\":1}", "not valid JSON")]
    public void What_is_no_object_is_named(string text, string expected)
    {
        Assert.False(JsonValues.TryReadObject(Encoding.UTF8.GetBytes(text), out var values, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Empty(values);
    }

    [Fact]
    public void Depth_and_number_of_variables_are_bounded()
    {
        var deep = $"{{\"a\":{new string('[', 401)}{new string(']', 401)}}}";
        var many = $"{{{string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"v{i}\":1"))}}}";

        Assert.False(JsonValues.TryReadObject(Encoding.UTF8.GetBytes(deep), out _, out _));
        Assert.True(JsonValues.TryReadObject(Encoding.UTF8.GetBytes(deep.Replace("[]", "1", StringComparison.Ordinal)), out _, out _));
        Assert.False(JsonValues.TryReadObject(Encoding.UTF8.GetBytes(many), out _, out var problem));
        Assert.Contains("10,000", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_of_equal_names_wins_however_many_there_are()
    {
        var text = $"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"v{i % 30}\":{i}"))}}}";

        Assert.True(JsonValues.TryReadObject(Encoding.UTF8.GetBytes(text), out var values, out _));

        Assert.Equal(30, values.Length);
        Assert.Equal("90", Encoding.UTF8.GetString(values[0].Json.Span));
    }

    [Theory]
    [InlineData("""{"a":{"b":[1]}}""", "a.b", "[1]")]
    [InlineData("""{"a":{"b":1,"b":2}}""", "a.b", "1")]
    [InlineData("""{"a":1}""", "a.b", null)]
    [InlineData("""{"a":{}}""", "a.b", null)]
    [InlineData("""[{"a":1}]""", "a", null)]
    [InlineData("""{"\u0061":7}""", "a", "7")]
    public void A_path_is_found_without_reading_the_rest(string json, string path, string? expected)
    {
        var found = JsonValues.TryFind(Encoding.UTF8.GetBytes(json), path.Split('.'), out var value);

        Assert.Equal(expected, found ? Encoding.UTF8.GetString(value.Span) : null);
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"a":1,"b":3,"d":4}""")]
    [InlineData("[1]", """{"b":3,"d":4}""")]
    [InlineData("", """{"b":3,"d":4}""")]
    public void Entries_replace_those_of_the_same_name(string json, string expected)
    {
        NamedValue[] entries = [new("b", "3"u8.ToArray()), new("d", "4"u8.ToArray())];

        Assert.Equal(expected, Encoding.UTF8.GetString(JsonValues.With(Encoding.UTF8.GetBytes(json), entries).Span));
    }

    private static Gen<string> Names(params string[] names) => Gen.Int[0, names.Length - 1].Select(place => names[place]);

    private static JsonObject Object((string Name, JsonNode? Value)[] entries)
    {
        var node = new JsonObject();
        foreach (var (name, value) in entries)
            if (!node.ContainsKey(name)) node[name] = value?.DeepClone();
        return node;
    }

    private static JsonNode? Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span);
}
