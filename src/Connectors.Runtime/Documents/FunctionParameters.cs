using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>What a function in the inputs was given, and the words to refuse it.</summary>
internal sealed class FunctionParameters(FunctionPosition position, JsonObject function)
{
    private readonly JsonArray? _given = function["params"] as JsonArray;

    public int Count => _given?.Count ?? 0;

    public void Expect(int atLeast, int atMost, string what)
    {
        if (Count < atLeast || Count > atMost)
            throw Refuse($"\"params\" must be a list of {what}, but it has {Count}");
    }

    /// <summary>Also of a number, as ids are written.</summary>
    public string Text(int index) => _given![index] switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() is JsonValueKind.Number => value.ToJsonString(),
        _ => throw Refuse($"parameter {index + 1} must be a text"),
    };

    public string? TextOrNull(int index) =>
        _given![index] is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    public Document Document(int index) =>
        _given![index] is { } node && Sdk.Document.TryRead(JsonSerializer.SerializeToElement(node), out var document)
            ? document
            : throw Refuse($"parameter {index + 1} must be a reference to a document");

    public Encoding Charset(int index)
    {
        try
        {
            return Encoding.GetEncoding(Text(index));
        }
        catch (ArgumentException)
        {
            throw Refuse($"parameter {index + 1} must be one of UTF-8, UTF-16, UTF-32, ISO-8859-1, US-ASCII");
        }
    }

    /// <summary>ISO 8601, or milliseconds.</summary>
    public TimeSpan Duration(int index)
    {
        var text = Text(index);
        if (IsoDuration.TryParse(text, out var duration))
            return duration;
        return long.TryParse(text, out var milliseconds) && milliseconds is > 0 and < 1L << 50
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw Refuse($"parameter {index + 1} must be a duration such as PT1H, or milliseconds");
    }

    public ConnectorInputException Refuse(string what) => new(
        $"The function {position.Function} at {Where} cannot be run: {what}.");

    private string Where => string.Concat(position.Path.Select(step => step.Key is { } key ? $".{key}" : $"[{step.Index}]")).TrimStart('.');
}
