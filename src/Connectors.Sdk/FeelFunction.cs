using System.Text.Json;
using System.Text.Json.Serialization;

using Fairlead.Feel;

namespace Fairlead.Connectors.Sdk;

/// <summary>
/// FEEL that a connector evaluates itself, as often as it likes: for each line of a file, for each message. An input or a task header has it
/// as text that begins with <c>=</c>.
/// </summary>
/// <remarks>
/// The engine evaluates what a model writes behind <c>=</c> before the connector sees it. So a model gives a function in a task header, or
/// as a FEEL text: <c>="=upper case(name)"</c>.
/// </remarks>
[JsonConverter(typeof(Converter))]
public sealed class FeelFunction
{
    /// <summary>The code of every failure while evaluating.</summary>
    public const string Failed = "FEEL_FUNCTION_FAILED";

    private readonly FeelExpression _expression;

    /// <summary>Reads the text of a function.</summary>
    /// <param name="text">Begins with <c>=</c>.</param>
    /// <exception cref="ConnectorInputException">It does not, or it is not FEEL; the message says where.</exception>
    public FeelFunction(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (!trimmed.StartsWith('='))
            throw new ConnectorInputException("Expected FEEL that begins with =, such as =upper case(name), but the text does not.");
        _expression = FeelExpression.Parse(trimmed[1..].Trim().ToString());
        if (!_expression.IsValid)
        {
            var problem = _expression.Diagnostics[0];
            throw new ConnectorInputException(
                $"The function `{_expression.Text}` is not valid FEEL: {problem.Message} (position {problem.Start + 1}).");
        }
    }

    /// <summary>Evaluates it.</summary>
    /// <typeparam name="T">What it is to give; <see cref="JsonElement"/> takes anything.</typeparam>
    /// <param name="argument">Becomes JSON; the names in it are the variables. What is no object gives no variables.</param>
    /// <exception cref="ConnectorException">It cannot be evaluated, or gives something else.</exception>
    public T? Invoke<T>(object argument)
    {
        var seen = FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(argument, ConnectorJson.Options));
        var result = _expression.Evaluate(seen.TryGetContext(out var variables) ? variables : FeelContext.Empty);
        if (result.Failure is { } failure)
            throw Wrong(failure.Message);

        try
        {
            return JsonSerializer.Deserialize<T>(result.Value.ToJson(), ConnectorJson.Options);
        }
        catch (JsonException)
        {
            // Its message would quote the value.
            throw Wrong($"it gave a {result.Value.Kind}, where a {typeof(T).Name} is wanted.");
        }
    }

    /// <summary>The text, with its <c>=</c>.</summary>
    public override string ToString() => $"={_expression.Text}";

    private ConnectorException Wrong(string why) =>
        new(Failed, $"The function `{_expression.Text}` could not be evaluated: {why} [{Failed}]") { Retry = RetryAdvice.Never };

    private sealed class Converter : JsonConverter<FeelFunction>
    {
        public override FeelFunction? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType is JsonTokenType.String ? reader.GetString() : throw new JsonException();
            return string.IsNullOrWhiteSpace(text) ? null : new FeelFunction(text);
        }

        public override void Write(Utf8JsonWriter writer, FeelFunction value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
