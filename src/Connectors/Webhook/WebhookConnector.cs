using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook.Signing;
using Fairlead.Connectors.Webhook.Tokens;

namespace Fairlead.Connectors.Webhook;

/// <summary>Receives requests from systems that sign them, or that show a token, a password, a key, or know just the address.</summary>
[Connector("io.camunda:webhook:1", Name = "Webhook", Description = "Starts or continues a process when a request arrives.")]
public sealed class WebhookConnector(InboundHttp http, TimeProvider time) : IWebhookConnector<WebhookSettings>, IDisposable
{
    private readonly BearerTokens _tokens = new(http.Client, time);

    public void Check(WebhookSettings settings)
    {
        List<string> problems = [.. SigningCheck.Problems(settings), .. Credentials.Problems(settings.Auth)];
        if (problems.Count > 0)
            throw new ConnectorInputException(string.Join('\n', problems));
    }

    public WebhookProtection Describe(WebhookSettings settings) => Protection.Of(settings);

    public async ValueTask<WebhookSender> CheckSenderAsync(
        WebhookRequest request, WebhookSettings settings, CancellationToken cancellation)
    {
        var signature = settings.IsSigned ? Signature.CheckSender(request, settings, time.GetUtcNow()) : WebhookSender.Accepted;
        if (signature.Trust is not (WebhookTrust.Accepted or WebhookTrust.Anonymous))
            return signature;

        var credentials = await CheckCredentialsAsync(request, settings.Auth, cancellation);
        return (signature.Trust, credentials.Trust) switch
        {
            (_, not WebhookTrust.Accepted) => credentials,
            (WebhookTrust.Anonymous, _) => signature,
            _ => WebhookSender.AcceptedWith(signature.EventId, signature.Notice ?? credentials.Notice),
        };
    }

    public ValueTask<WebhookAnswer?> AnswerHandshakeAsync(
        WebhookRequest request, WebhookSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult(settings.VerificationExpression?.Answer(request));

    public void Dispose() => _tokens.Dispose();

    private ValueTask<WebhookSender> CheckCredentialsAsync(
        WebhookRequest request, WebhookAuthentication? authentication, CancellationToken cancellation) => authentication switch
    {
        null or WebhookAuthentication.None => ValueTask.FromResult(WebhookSender.Accepted),
        WebhookAuthentication.Jwt jwt => _tokens.CheckSenderAsync(request, jwt.Rules, cancellation),
        _ => ValueTask.FromResult(Credentials.CheckSender(request, authentication)),
    };
}
