using Fairlead.Connectors.Csv;
using Fairlead.Connectors.GraphQl;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Messages;
using Fairlead.Connectors.Polling;
using Fairlead.Connectors.Schedule;
using Fairlead.Connectors.Slack;
using Fairlead.Connectors.Soap;
using Fairlead.Connectors.Tests.Soap;
using Fairlead.Connectors.Webhook;
using Fairlead.Testing.Conformance;

namespace Fairlead.Connectors.Tests;

/// <summary>What every connector keeps to; a new one needs inputs that work, here.</summary>
public sealed class ConformanceTests
{
    private static readonly IReadOnlyList<ConnectorSample> Samples =
    [
        new(typeof(CsvConnector),
            """{"operation": "readCsv", "document": "id,name\n1,Ada\n", "format": {"delimiter": ";", "skipHeaderRecord": "true"}, "rowType": "array"}""",
            """{"operation": "readCsv", "document": {"camunda.document.type": "inline", "content": "1;2"}, "format": {"headers": ["a", "b"], "encoding": "ISO-8859-1"}}""",
            """{"operation": "writeCsv", "data": [{"id": 1}, [1, "two"]], "format": {"headers": "id"}, "documentReturnFormat": {"choice": "TEXT", "encoding": "UTF-8"}}"""),
        new(typeof(GraphQlConnector),
            """{"graphql": {"method": "get", "url": "https://example.com/graphql", "query": "{ orders { id } }"}}""",
            """{"graphql": {"method": "post", "url": "https://example.com/graphql", "headers": {"X-Shop": "7"}, "query": "mutation($id: ID!) { cancel(id: $id) }", "variables": {"id": 7}, "connectionTimeoutInSeconds": 5, "readTimeoutInSeconds": 30}, "documentReturnFormat": {"choice": "TEXT"}}""",
            """{"graphql": {"url": "https://example.com/graphql", "query": "{ a }"}, "authentication": {"type": "bearer", "token": "long-token"}}""",
            """{"graphql": {"url": "https://example.com/graphql", "query": "{ a }"}, "authentication": {"type": "apiKey", "apiKeyLocation": "query", "name": "key", "value": "long-api-key"}}"""),
        new(typeof(HttpPollingConnector),
            """{"url": "https://example.com/orders", "httpRequestInterval": "PT10S", "errorsAreEvents": "true"}""",
            """{"url": "https://example.com/", "itemsExpression": "=body.items", "itemIdExpression": "=item.id", "cursorExpression": "=body.next"}""",
            """{"url": "https://example.com/", "authentication": {"type": "bearer", "token": "long-token"}}"""),
        new(typeof(RestConnector),
            """{"url": "https://example.com/orders", "method": "POST", "headers": {"X-Request": ["a", 1]}, "body": {"total": 12}}""",
            """{"url": "https://example.com/", "queryParameters": {"page": 2}, "readTimeoutInSeconds": 30, "connectionTimeoutInSeconds": 0}""",
            """{"url": "https://example.com/", "authentication": {"type": "basic", "username": "ada-lovelace", "password": "long-password"}}""",
            """{"url": "https://example.com/", "authentication": {"type": "bearer", "token": "long-token"}}""",
            """{"url": "https://example.com/", "authentication": {"type": "apiKey", "name": "X-Key", "value": "long-api-key"}}""",
            """{"url": "https://example.com/", "authentication": {"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "https://login.example.com/token", "clientId": "long-client", "clientSecret": "long-client-secret", "audience": "orders", "clientAuthentication": "credentialsBody", "scopes": "a b"}}""",
            """{"url": "https://example.com/", "authentication": {"type": "oauth-refresh-token", "oauthTokenEndpoint": "https://login.example.com/token", "clientId": "long-client", "clientSecret": "long-client-secret", "refreshToken": "long-refresh-token"}}"""),
        new(typeof(ScheduleConnector),
            """{"cron": "0 9 * * MON-FRI", "timeZone": "Europe/Berlin", "catchUp": "one"}""",
            """{"interval": "R/2026-03-01T09:00:00Z/P1D", "startAt": "2026-03-01T00:00:00Z", "endAt": "2026-12-31T00:00:00Z"}""",
            """{"interval": "R5/PT1H", "catchUp": "ALL", "catchUpAtMost": 3}"""),
        new(typeof(SendMessageConnector),
            """{"messageName": "paid", "correlationKey": 7, "variables": {"total": 1}, "requestTimeout": "PT10S"}""",
            """{"messageName": "paid", "correlationType": {"type": "publish", "timeToLive": "PT1H", "messageId": "m"}, "tenantId": "north"}""",
            """{"messageName": "paid", "correlationKey": "a", "correlationType": {"type": "correlate"}}"""),
        new(typeof(SlackConnector),
            """{"token": "xoxb-long-token", "data": {"channel": "#general", "text": "Hello"}}""",
            """{"method": "conversations.create", "token": "xoxb-long-token", "data": {"newChannelName": "orders", "visibility": "PRIVATE"}}""",
            """{"method": "conversations.invite", "token": "xoxb-long-token", "data": {"channelType": "channelId", "channelId": "C1", "users": "U1, U2"}}""",
            """{"method": "reactions.add", "token": "xoxb-long-token", "data": {"channel": "C1", "emoji": "thumbsup", "timestamp": "1.2"}}""",
            """{"method": "pins.remove", "token": "xoxb-long-token", "data": {"channel": "C1", "timestamp": "1.2"}}"""),
        new(typeof(SlackWebhookConnector),
            """{"slackSigningSecret": "long-signing-secret"}"""),
        new(typeof(SoapConnector),
            """{"serviceUrl": "https://example.com/orders", "soapVersion": {"version": "1.1", "soapAction": "urn:find"}, "header": {"type": "none"}, "body": {"type": "json", "json": {"ord:find": {"ord:id": 7}}}, "namespaces": {"ord": "urn:orders"}, "connectionTimeoutInSeconds": 20}""",
            """{"serviceUrl": "https://example.com/orders", "soapVersion": {"version": "1.2"}, "header": {"type": "json", "json": {"trace": {"@id": "7"}}}, "body": {"type": "template", "template": "<find>{{#ids}}<id>{{.}}</id>{{/ids}}</find>", "context": {"ids": [1, 2]}}}""",
            """{"serviceUrl": "https://example.com/orders", "header": {"type": "template", "template": "<trace>{{id}}</trace>", "context": {"id": 7}}, "authentication": {"authentication": "usernameToken", "username": "ada", "password": "long-password", "encoded": "Yes"}}""",
            $$"""{"serviceUrl": "https://example.com/orders", "authentication": {"authentication": "signature", "certificate": {{Signer.Single}}, "timestamp": 300, "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256", "encryptionParts": [{"namespace": "http://schemas.xmlsoap.org/soap/envelope/", "localName": "Body"}]} }""",
            $$"""{"serviceUrl": "https://example.com/orders", "authentication": {"authentication": "signature", "certificate": {{Signer.Keystore}} } }"""),
        new(typeof(WebhookConnector),
            "{}",
            """{"shouldValidateHmac": "enabled", "hmacSecret": "long-secret", "hmacHeader": "X-Signature", "hmacScopes": ["BODY"]}""",
            """{"auth": {"type": "BASIC", "username": "ada", "password": "long-password"}}""",
            """{"auth": {"type": "APIKEY", "apiKey": "long-api-key", "apiKeyLocator": "=request.headers.key"}}""",
            """{"hmacPreset": "slack", "hmacSecret": "long-secret", "hmacSecretPrevious": "former-secret"}""",
            """{"auth": {"type": "JWT", "jwt": {"jwkUrl": "https://example.com/keys", "issuer": "https://example.com"}}}"""),
    ];

    private static readonly IReadOnlyList<ConformanceWaiver> Waivers =
    [
    ];

    [Fact]
    public async Task Every_connector_keeps_every_rule() =>
        Assert.Equal("", string.Join('\n', await ConnectorConformance.CheckAsync(Samples, Waivers)));

    [Fact]
    public void Every_connector_has_samples() =>
        Assert.Equal(BuiltIn.Connectors, Samples.Select(sample => sample.Connector));
}
