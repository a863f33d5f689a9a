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
        Evaluate(request.Context).TryGetString(out var text) ? text : null;

    /// <summary>Evaluates to an answer <c>{body, statusCode, headers}</c>; null when the result is null.</summary>
    /// <exception cref="ConnectorException">It cannot be evaluated, or the result is not an answer.</exception>
    public WebhookAnswer? Answer(WebhookRequest request) =>
        Evaluate(request.Context) is { IsNull: false } value ? WebhookAnswer.FromFeel(value) : null;

    /// <summary>As <see cref="Answer"/>, for connectors whose expressions read <c>body</c>, <c>headers</c> and <c>params</c> at the top, too.</summary>
    /// <exception cref="ConnectorException">It cannot be evaluated, or the result is not an answer.</exception>
    public WebhookAnswer? AnswerAtTop(WebhookRequest request)
    {
        request.Context.TryGet("request", out var parts);
        return parts.TryGetContext(out var top) && Evaluate(FeelContext.Merge(top, request.Context)) is { IsNull: false } value
            ? WebhookAnswer.FromFeel(value)
            : null;
    }

    /// <summary>Evaluates on something else than a request, such as the claims of a token, to a list of texts.</summary>
    /// <param name="json">A JSON object: its properties are what the expression sees.</param>
    /// <returns>A text is a list of one; null when the result is anything else.</returns>
    /// <exception cref="ConnectorException">It cannot be evaluated.</exception>
    public IReadOnlyList<string>? Texts(ReadOnlyMemory<byte> json)
    {
        if (!FeelValue.FromJson(json).TryGetContext(out var variables))
            return null;
        var result = Evaluate(variables);
        if (result.TryGetString(out var one))
            return [one];
        if (!result.TryGetList(out var list))
            return null;

        var texts = new List<string>();
        foreach (var item in list)
        {
            if (!item.TryGetString(out var text))
                return null;
            texts.Add(text);
        }

        return texts;
    }

    private FeelValue Evaluate(FeelContext variables)
    {
        var result = _expression.Evaluate(variables);
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
