using System.Text.Json;
using System.Text.Json.Serialization;

using Fairlead.Feel;

namespace Fairlead.Connectors.Sdk;

/// <summary>FEEL in a webhook's settings that is evaluated at each request, on <c>{request: {body, headers, params}}</c>.</summary>
[JsonConverter(typeof(Converter))]
public sealed class WebhookExpression
{
    /// <summary>The code of every failure while evaluating.</summary>
    public const string Failed = "WEBHOOK_EXPRESSION_FAILED";

    private readonly FeelExpression _expression;

    /// <summary>Reads the text of an expression.</summary>
    /// <param name="text">With or without the leading <c>=</c>.</param>
    /// <exception cref="ConnectorInputException">It is not FEEL; the message says where.</exception>
    public WebhookExpression(string text)
    {
        var trimmed = text.AsSpan().Trim();
        _expression = FeelExpression.Parse((trimmed.StartsWith('=') ? trimmed[1..].Trim() : trimmed).ToString());
        if (!_expression.IsValid)
        {
            var problem = _expression.Diagnostics[0];
            throw new ConnectorInputException(
                $"The expression `{_expression.Text}` is not valid FEEL: {problem.Message} (position {problem.Start + 1}).");
        }
    }

    /// <summary>Evaluates to text; null when the result is anything else.</summary>
    /// <exception cref="ConnectorException">It cannot be evaluated.</exception>
    public string? Text(WebhookRequest request) =>
        Evaluate(request).TryGetString(out var text) ? text : null;

    /// <summary>Evaluates to an answer <c>{body, statusCode, headers}</c>; null when the result is null.</summary>
    /// <exception cref="ConnectorException">It cannot be evaluated, or the result is not an answer.</exception>
    public WebhookAnswer? Answer(WebhookRequest request) =>
        Evaluate(request) is { IsNull: false } value ? WebhookAnswer.FromFeel(value) : null;

    private FeelValue Evaluate(WebhookRequest request)
    {
        var result = _expression.Evaluate(request.Context);
        // The text of the expression stays inside: the failure may be shown to the sender.
        return result.Failure is { } failure
            ? throw new ConnectorException(Failed, $"An expression of the webhook could not be evaluated: {failure.Message}")
            : result.Value;
    }

    private sealed class Converter : JsonConverter<WebhookExpression>
    {
        public override WebhookExpression? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType is JsonTokenType.String ? reader.GetString() : throw new JsonException();
            return string.IsNullOrWhiteSpace(text) ? null : new WebhookExpression(text);
        }

        public override void Write(Utf8JsonWriter writer, WebhookExpression value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"={value._expression.Text}");
    }
}
