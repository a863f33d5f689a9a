using System.Net;
using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Who may call: signatures, passwords, keys, handshakes.</summary>
public sealed class WebhookSenderTests
{
    private const string Body = """{"a":"x"}""";
    private static readonly (string, string)[] Signed =
        [("inbound.shouldValidateHmac", "enabled"), ("inbound.hmacSecret", "key"), ("inbound.hmacHeader", "X-Signature")];

    [Theory]
    [InlineData("sha_1")]
    [InlineData("sha_256")]
    [InlineData("sha_512")]
    public async Task A_signature_is_accepted_as_hex_with_a_tag_and_in_base64(string algorithm)
    {
        await using var host = await WebhookHost.StartingAsync([.. Signed, ("inbound.hmacAlgorithm", algorithm)]);
        var name = new HashAlgorithmName(algorithm.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant());
        var hash = CryptographicOperations.HmacData(name, "key"u8.ToArray(), Encoding.UTF8.GetBytes(Body));

        foreach (var spelling in new[] { Convert.ToHexStringLower(hash), $"tag={Convert.ToHexStringLower(hash)}", Convert.ToBase64String(hash) })
            Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Body, headers: ("x-signature", spelling))).Status);
        Assert.Equal(3, host.Cluster.Log.OfType<CreateInstance>().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("sha256=zz")]
    [InlineData("====")]
    public async Task A_missing_or_wrong_signature_is_401_and_starts_nothing(string? signature)
    {
        await using var host = await WebhookHost.StartingAsync(Signed);

        var answer = signature is null ? await host.PostAsync(Body) : await host.PostAsync(Body, headers: ("X-Signature", signature));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task A_signature_may_cover_the_address_with_its_parameters_or_with_the_fields_of_the_body()
    {
        await using var host = await WebhookHost.StartingAsync([.. Signed, ("inbound.hmacScopes", "=[\"URL\",\"PARAMETERS\",\"BODY\"]")]);
        var url = new Uri(host.Http.BaseAddress!, "/inbound/order").ToString();

        var get = await host.SendAsync(HttpMethod.Get, "/inbound/order?b=1&a=%20", ("X-Signature", Sign($"{url}?b=1&a=%20")));
        var post = await host.PostAsync("b=2&a=1", "application/x-www-form-urlencoded", ("X-Signature", Sign($"{url}a1b2")));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.Status, post.Status));
    }

    [Fact]
    public async Task A_password_is_compared_exactly()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("inbound.auth.type", "BASIC"), ("inbound.auth.username", "ann"), ("inbound.auth.password", "pass:word"));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}", headers: ("Authorization", Basic("ann:pass:word")))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync("{}", headers: ("Authorization", Basic("ann:Pass:word")))).Status);
        var missing = await host.PostAsync("{}");
        Assert.Equal(HttpStatusCode.Unauthorized, missing.Status);
        Assert.StartsWith("Basic", missing.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Authorization", "Bearer k-1")]
    [InlineData("=request.headers.key", "Key", "k-1")]
    [InlineData("=split(request.headers.key, \"-x-\")[2]", "Key", "a-x-k-1")]
    public async Task A_key_is_found_where_the_model_says(string? locator, string header, string value)
    {
        (string, string)[] settings = [("inbound.auth.type", "APIKEY"), ("inbound.auth.apiKey", "k-1")];
        await using var host = await WebhookHost.StartingAsync(
            locator is null ? settings : [.. settings, ("inbound.auth.apiKeyLocator", locator)]);

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}", headers: (header, value))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync("{}", headers: (header, value + "x"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync("{}")).Status);
    }

    [Fact]
    public async Task A_handshake_without_credentials_is_answered_and_starts_nothing()
    {
        await using var host = await WebhookHost.StartingAsync([.. Signed, Handshake, ("inbound.method", "post")]);

        var answer = await host.SendAsync(HttpMethod.Get, "/inbound/order?challenge=42");

        Assert.Equal((HttpStatusCode.Accepted, "42"), (answer.Status, answer.Body));
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task A_handshake_with_wrong_credentials_is_refused_and_an_event_without_any_too()
    {
        await using var host = await WebhookHost.StartingAsync([.. Signed, Handshake]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.SendAsync(HttpMethod.Get, "/inbound/order?challenge=42", ("X-Signature", "00"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.SendAsync(HttpMethod.Get, "/inbound/order")).Status);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task A_secret_of_the_installation_protects_a_webhook()
    {
        await using var host = await WebhookHost.StartAsync(("Secrets:Values:KEY", "quo\"te\\d"));
        await host.DeployAsync(
            "process",
            ("inbound.auth.type", "APIKEY"),
            ("inbound.auth.apiKey", "{{secrets.KEY}}"),
            ("inbound.auth.apiKeyLocator", "=if request.headers.key = \"{{secrets.KEY}}\" then request.headers.key else \"wrong\""));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}", headers: ("Key", "quo\"te\\d"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync("{}", headers: ("Key", "{{secrets.KEY}}"))).Status);
    }

    [Theory]
    [InlineData("jwt", "inbound.auth.type", "JWT")]
    [InlineData("inbound.hmacSecret", "inbound.shouldValidateHmac", "enabled")]
    [InlineData("auth.type", "inbound.auth.type", "MAGIC")]
    [InlineData("SECRET_NOPE", "inbound.auth.username", "{{secrets.NOPE}}")]
    [InlineData("inbound.method", "inbound.method", "trace")]
    [InlineData("inbound.context", "inbound.context", "a/b")]
    public async Task A_webhook_that_could_not_be_protected_as_modelled_is_not_opened(string reason, string name, string value)
    {
        await using var host = await WebhookHost.StartingAsync((name, value));

        var status = Assert.Single(host.Snapshot());

        Assert.Equal(InboundState.FailedToActivate, status.State);
        Assert.Contains(reason, status.Reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync("{}")).Status);
    }

    private static (string, string) Handshake =>
        ("inbound.verificationExpression", "=if request.params.challenge != null then {statusCode: 202, body: request.params.challenge} else null");

    private static string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes(text)));

    private static string Basic(string credentials) => $"basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";
}
