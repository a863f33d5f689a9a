using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook.Signing;

namespace Fairlead.Connectors.Slack;

/// <summary>Receives what a Slack app sends: events, slash commands, and what people press.</summary>
/// <remarks>
/// Source: https://docs.slack.dev/apis/events-api, …/interactivity/implementing-slash-commands and …/interactivity/handling-user-interaction.
/// </remarks>
[Connector(
    "io.camunda:slack-webhook:1",
    Name = "Slack webhook",
    Description = "Starts or continues a process when an event, a command or an interaction comes from Slack.",
    Icon = "M9 3v12M15 9v12M3 15h12M9 9h12")]
public sealed class SlackWebhookConnector(TimeProvider time) : IWebhookConnector<SlackWebhookSettings>
{
    private const string RetryNumber = "X-Slack-Retry-Num";
    private const string RetryReason = "X-Slack-Retry-Reason";
    private const string Interaction = "payload";
    private const string Command = "command";

    private static readonly byte[] CommandTaken = """{"response_type":"ephemeral","text":"The command has arrived."}"""u8.ToArray();

    public void Check(SlackWebhookSettings settings)
    {
        if (string.IsNullOrWhiteSpace(settings.SlackSigningSecret.Reveal()))
            throw new ConnectorInputException("slackSigningSecret: expected the signing secret of the Slack app, but it is missing.");
    }

    public WebhookProtection Describe(SlackWebhookSettings settings) => Webhook.Protection.Of(settings.Signed);

    public ValueTask<WebhookSender> CheckSenderAsync(WebhookRequest request, SlackWebhookSettings settings, CancellationToken cancellation)
    {
        var sender = Signature.CheckSender(request, settings.Signed, time.GetUtcNow());
        return ValueTask.FromResult(sender.Trust is WebhookTrust.Accepted && sender.Notice is null && Again(request) is { } again
            ? WebhookSender.AcceptedWith(sender.EventId, again)
            : sender);
    }

    public ValueTask<WebhookAnswer?> AnswerHandshakeAsync(
        WebhookRequest request, SlackWebhookSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult(settings.VerificationExpression?.AnswerAtTop(request) ?? SlackPayload.Of(request).Handshake);

    public ValueTask<object?> ReadAsync(WebhookRequest request, SlackWebhookSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult<object?>(SlackPayload.Of(request).Data);

    /// <remarks>Slack shows the person what comes back for a command, and takes a body for an interaction as an instruction.</remarks>
    public WebhookAnswer? AnswerAccepted(WebhookRequest request, SlackWebhookSettings settings) =>
        SlackPayload.Of(request).IsCommand ? new WebhookAnswer { ContentType = "application/json", Body = CommandTaken } : null;

    private static string? Again(WebhookRequest request) => request.Header(RetryNumber) is { Length: > 0 and < 10 } number
        ? $"Slack sends an event again (attempt {number}): {request.Header(RetryReason) ?? "it does not say why"}."
        : null;

    /// <summary>What a request is about.</summary>
    private sealed record SlackPayload(object? Data, bool IsCommand = false, WebhookAnswer? Handshake = null)
    {
        public static SlackPayload Of(WebhookRequest request) =>
            request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true
                ? OfForm(request.BodyFields())
                : Json(request.RawBody) is { ValueKind: JsonValueKind.Object } body ? OfEvent(body) : new SlackPayload(Data: null);

        private static SlackPayload OfForm(IReadOnlyList<KeyValuePair<string, string>> fields)
        {
            var form = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in fields)
                form.TryAdd(name, value);
            // Slack looks from time to time whether the certificate of the address is in order.
            if (form.GetValueOrDefault("ssl_check") is "1")
                return new SlackPayload(form, Handshake: new WebhookAnswer());
            if (form.TryGetValue(Interaction, out var text) && Json(System.Text.Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } payload)
                return new SlackPayload(payload);
            return new SlackPayload(form, IsCommand: form.ContainsKey(Command));
        }

        private static SlackPayload OfEvent(JsonElement body) => new(
            body,
            Handshake: SlackApi.TextOf(body, "type") is "url_verification" && SlackApi.TextOf(body, "challenge") is { } challenge
                ? WebhookAnswer.FromText(challenge)
                : null);

        private static JsonElement? Json(ReadOnlyMemory<byte> text)
        {
            try
            {
                return JsonElement.Parse(text.Span);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
