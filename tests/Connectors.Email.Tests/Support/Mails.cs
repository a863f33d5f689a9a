using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Email.Tests.Support;

/// <summary>Calls of the connector as jobs bring them, and mails as they are on the wire.</summary>
internal static class Mails
{
    private static readonly HttpTransport Transport = new(new NetworkPolicy(new NetworkOptions { AllowLoopback = true }));

    private static int _mailboxes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An address that nobody has used yet.</summary>
    public static string NewMailbox(string name = "ann") =>
        $"{name}{Interlocked.Increment(ref _mailboxes).ToString(System.Globalization.CultureInfo.InvariantCulture)}@example.com";

    public static CallInProgress Job(long key = 7, DocumentService? documents = null, HttpTransport? transport = null) =>
        new(new JobFacts { Key = key, Type = "io.camunda:email:1" }, transport ?? Transport, TimeProvider.System)
        {
            ClusterId = "test",
            DocumentService = documents ?? DocumentService.None,
        };

    public static async Task<JsonElement> RunAsync(this EmailConnector connector, string input, CallInProgress? call = null)
    {
        call ??= Job();
        var bound = await ConnectorJson.BindAsync<EmailCall>(Encoding.UTF8.GetBytes(input), call.Documents, Cancellation);
        return JsonSerializer.SerializeToElement(await connector.ExecuteAsync(bound, call, Cancellation), ConnectorJson.Options);
    }

    public static async Task<ConnectorException> FailAsync(this EmailConnector connector, string input, CallInProgress? call = null) =>
        await Assert.ThrowsAnyAsync<ConnectorException>(() => connector.RunAsync(input, call));

    /// <summary>As the template stores it.</summary>
    /// <param name="action">The fields of <c>data.smtpAction</c>.</param>
    public static string Smtp(int port, string encryption, JsonObject action, string? authentication = null, string host = "localhost") => $$"""
        {
          "protocol": "smtp",
          "authentication": {{authentication ?? $$"""{"type": "simple", "username": "{{EximServer.User}}", "password": "{{EximServer.Password}}"}"""}},
          "data": {
            "smtpActionDiscriminator": "sendEmailSmtp",
            "smtpAction": {{action.ToJsonString()}},
            "smtpConfig": {"smtpHost": "{{host}}", "smtpPort": "{{port}}", "smtpCryptographicProtocol": "{{encryption}}"}
          }
        }
        """;

    /// <param name="action">The fields of <c>data.imapAction</c>.</param>
    public static string Imap(string user, int port, string kind, string action, string encryption = "TLS", string? password = null) => $$"""
        {
          "protocol": "imap",
          "authentication": {"type": "simple", "username": "{{user}}", "password": "{{password ?? DovecotServer.Password}}"},
          "data": {
            "imapActionDiscriminator": "{{kind}}",
            "imapAction": {{action}},
            "imapConfig": {"imapHost": "localhost", "imapPort": {{port}}, "imapCryptographicProtocol": "{{encryption}}"}
          }
        }
        """;

    /// <param name="action">The fields of <c>data.pop3Action</c>.</param>
    public static string Pop3(string user, int port, string kind, string action, string encryption = "TLS") => $$"""
        {
          "protocol": "pop3",
          "authentication": {"type": "simple", "username": "{{user}}", "password": "{{DovecotServer.Password}}"},
          "data": {
            "pop3ActionDiscriminator": "{{kind}}",
            "pop3Action": {{action}},
            "pop3Config": {"pop3Host": "localhost", "pop3Port": {{port}}, "pop3CryptographicProtocol": "{{encryption}}"}
          }
        }
        """;

    public static JsonObject Mail(string to, string subject = "Order", string body = "Twelve apples, please.") => new()
    {
        ["from"] = "Shop <shop@example.com>",
        ["to"] = to,
        ["subject"] = subject,
        ["contentType"] = "PLAIN",
        ["body"] = body,
    };

    /// <summary>A small mail, in bytes.</summary>
    public static byte[] Raw(string id, string subject = "Order", string from = "bob@example.com", string body = "Twelve apples, please.") =>
        Encoding.UTF8.GetBytes($"From: Bob <{from}>\nTo: ann@example.com\nSubject: {subject}\nDate: Sat, 28 Nov 2026 20:00:00 +0000\n"
            + $"Message-ID: <{id}>\nContent-Type: text/plain; charset=utf-8\n\n{body}\n");

    /// <summary>Waits until so many mails lie in the inbox, and lists them.</summary>
    public static async Task<JsonElement> InboxAsync(this EmailConnector connector, DovecotServer server, string user, int count = 1)
    {
        var listed = default(JsonElement);
        await Until.TrueAsync(
            $"{user} has {count} mails",
            async _ =>
            {
                listed = await connector.RunAsync(Imap(user, server.Imaps, "listEmailsImap", """{"maxToBeRead": 100}"""));
                return listed.GetArrayLength() >= count;
            },
            Cancellation,
            () => server.Server.Log);
        return listed;
    }
}
