using System.Security.Cryptography;
using System.Text;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook;
using Fairlead.Feel;
using Fairlead.Testing;

namespace Fairlead.Connectors.Tests.Webhook;

/// <summary>A webhook as the runtime opens it, and requests as they arrive.</summary>
internal sealed class Hooks(TimeProvider time) : IDisposable
{
    private static readonly SocketsHttpHandler Connections = new();

    private readonly WebhookConnector _connector = new(new InboundHttp(Connections), time);

    public static VirtualTime At(long seconds) => new(DateTimeOffset.FromUnixTimeSeconds(seconds));

    public WebhookProtection Describe(string settings) => _connector.Describe(Bind(settings));

    /// <summary>What is wrong with the settings; empty for nothing.</summary>
    public string Problems(string settings)
    {
        try
        {
            _connector.Check(Bind(settings));
            return "";
        }
        catch (ConnectorInputException refused)
        {
            return refused.Message;
        }
    }

    /// <param name="settings">A JSON object, as the runtime makes it of the properties of an element.</param>
    public Task<WebhookSender> SendAsync(string settings, WebhookRequest request) =>
        SendUntilAsync(settings, request, TestContext.Current.CancellationToken);

    /// <param name="hangUp">When the sender does not wait any longer.</param>
    public async Task<WebhookSender> SendUntilAsync(string settings, WebhookRequest request, CancellationToken hangUp)
    {
        var bound = Bind(settings);
        _connector.Check(bound);
        return await _connector.CheckSenderAsync(request, bound, hangUp);
    }

    public static WebhookRequest Request(
        string body, (string Name, string Value)[] headers, string url = "https://example.com/inbound/order", string method = "POST")
    {
        var parts = url.Split('?', 2);
        return new WebhookRequest(() => FeelValue.FromJson(Encoding.UTF8.GetBytes(body)))
        {
            Method = method,
            Url = parts[0],
            Query = parts.Length > 1 ? parts[1] : "",
            Parameters = parts.Length > 1
                ? parts[1].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1])
                : new Dictionary<string, string>(),
            Headers = headers.ToDictionary(header => header.Name.ToLowerInvariant(), header => header.Value),
            RawBody = Encoding.UTF8.GetBytes(body),
        };
    }

    public static byte[] Sign(string key, string text) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text));

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    public void Dispose() => _connector.Dispose();

    private static WebhookSettings Bind(string settings) => ConnectorJson.Bind<WebhookSettings>(Encoding.UTF8.GetBytes(settings));
}
