using System.Security.Cryptography;
using System.Text;
using Fairlead.Connectors.Sdk;
using Microsoft.IdentityModel.Tokens;

namespace Fairlead.Connectors.Tests.Webhook;

/// <summary>Tokens of senders: what counts, what does not, and what an attacker would try.</summary>
public sealed class TokenTests : IDisposable
{
    private const long Now = 1_900_000_000;
    private const string Claims = """{"sub":"ann","exp":1900003600}""";

    private readonly Hooks _hooks = new(Hooks.At(Now));

    public static TheoryData<string> Algorithms => ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    [Theory, MemberData(nameof(Algorithms))]
    public async Task Every_algorithm_with_a_public_key_is_verified(string algorithm)
    {
        await using var issuer = await Issuer.StartAsync(algorithm);
        var token = issuer.Token(algorithm, Claims);
        var other = issuer.Token(algorithm, Claims.Replace("ann", "bob", StringComparison.Ordinal)).Split('.');

        Assert.Equal(WebhookTrust.Accepted, (await SendAsync(issuer, token)).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, $"{other[0]}.{other[1]}.{token.Split('.')[2]}")).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token[..^8])).Trust);
    }

    /// <summary>The key decides what it may be used for, not the token.</summary>
    [Theory]
    [InlineData("RS256", "PS256")]
    [InlineData("RS256", "RS512")]
    [InlineData("RS256", "ES256")]
    [InlineData("ES256", "RS256")]
    [InlineData("ES256", "ES384")]
    [InlineData("ES384", "ES256")]
    public async Task A_token_cannot_have_its_key_used_for_another_algorithm(string algorithm, string claimed)
    {
        await using var issuer = await Issuer.StartAsync(algorithm);
        var token = Issuer.WithHeader(issuer.Token(algorithm, Claims), new { alg = claimed, kid = algorithm, typ = "JWT" });

        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token)).Trust);
    }

    /// <summary>Properly signed, but with a curve that is another algorithm's.</summary>
    [Fact]
    public async Task A_curve_belongs_to_one_algorithm()
    {
        await using var issuer = await Issuer.StartAsync("ES256");

        var right = issuer.Signed("ES256", """{"alg":"ES256","kid":"ES256"}""", Claims, HashAlgorithmName.SHA256);
        var mixed = issuer.Signed("ES256", """{"alg":"ES384","kid":"ES256"}""", Claims, HashAlgorithmName.SHA384);

        Assert.Equal(WebhookTrust.Accepted, (await SendAsync(issuer, right)).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, mixed)).Trust);
    }

    [Fact]
    public async Task A_key_that_names_its_algorithm_is_for_no_other()
    {
        await using var issuer = await Issuer.StartAsync("PS256");
        var token = issuer.Token("PS256", Claims);
        issuer.Describe("PS256", "alg", "RS256");

        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token)).Trust);
    }

    /// <summary>Whoever knows a public key could sign with it, were it taken for a shared secret.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("hs256")]
    [InlineData("rs256")]
    [InlineData("ES256K")]
    [InlineData("EdDSA")]
    public async Task Neither_unsigned_tokens_nor_shared_secrets_nor_other_algorithms_count(string algorithm)
    {
        await using var issuer = await Issuer.StartAsync("RS256");
        var header = $$"""{"alg":"{{algorithm}}","kid":"RS256"}""";
        var publicKey = Base64UrlEncoder.DecodeBytes(issuer.Field("RS256", "n"));

        foreach (var forged in new[]
        {
            Issuer.Forge(header, Claims, signed => HMACSHA256.HashData(publicKey, signed)),
            Issuer.Forge(header, Claims, signed => HMACSHA256.HashData(Encoding.ASCII.GetBytes(issuer.Field("RS256", "n")), signed)),
            Issuer.Forge(header, Claims, _ => []),
            Issuer.Forge(header, Claims, _ => [0]),
        })
            Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, forged)).Trust);
        Assert.Equal(0, issuer.Fetches);
    }

    [Theory]
    [InlineData("""{"exp":1899999941}""", WebhookTrust.Accepted)]
    [InlineData("""{"exp":1899999940}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1899999940.5}""", WebhookTrust.Accepted)]
    [InlineData("""{"sub":"ann"}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":"1900003600"}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":-1}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1e300}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":null}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"nbf":1900000060}""", WebhookTrust.Accepted)]
    [InlineData("""{"exp":1900003600,"nbf":1900000061}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"nbf":"now"}""", WebhookTrust.Wrong)]
    public async Task A_token_counts_from_its_beginning_to_its_end_with_a_minute_for_clocks_that_differ(string claims, WebhookTrust expected)
    {
        await using var issuer = await Issuer.StartAsync("ES256");

        Assert.Equal(expected, (await SendAsync(issuer, issuer.Token("ES256", claims))).Trust);
    }

    [Theory]
    [InlineData("""{"exp":1900003600,"iss":"https://id","aud":"hooks"}""", WebhookTrust.Accepted)]
    [InlineData("""{"exp":1900003600,"iss":"https://id","aud":["other","hooks"]}""", WebhookTrust.Accepted)]
    [InlineData("""{"exp":1900003600,"iss":"https://id/","aud":"hooks"}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"aud":"hooks"}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"iss":["https://id"],"aud":"hooks"}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"iss":"https://id","aud":"Hooks"}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"iss":"https://id","aud":["other"]}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"iss":"https://id","aud":{"hooks":true}}""", WebhookTrust.Wrong)]
    [InlineData("""{"exp":1900003600,"iss":"https://id"}""", WebhookTrust.Wrong)]
    public async Task Issuer_and_audience_are_those_that_the_model_names(string claims, WebhookTrust expected)
    {
        await using var issuer = await Issuer.StartAsync("ES256");

        var sender = await SendAsync(issuer, issuer.Token("ES256", claims), """, "issuer": "https://id", "audience": ["hooks", "more"]""");

        Assert.Equal(expected, sender.Trust);
    }

    [Theory]
    [InlineData("=roles", """["write"]""", WebhookTrust.Accepted)]
    [InlineData("=roles", """["write","admin"]""", WebhookTrust.Forbidden)]
    [InlineData("=roles", "\"write, read\"", WebhookTrust.Accepted)]
    [InlineData("=roles", """ "[\"write\", \"read\"]" """, WebhookTrust.Accepted)]
    [InlineData("=scope", """["b"]""", WebhookTrust.Accepted)]
    [InlineData("=split(scope, \" \")", """["a","c"]""", WebhookTrust.Accepted)]
    [InlineData("=scope", """["d"]""", WebhookTrust.Forbidden)]
    [InlineData("=missing", """["write"]""", WebhookTrust.Forbidden)]
    [InlineData("=sub", """["an"]""", WebhookTrust.Forbidden)]
    [InlineData("=5", """["write"]""", WebhookTrust.Forbidden)]
    [InlineData("=[\"write\", 5]", """["write"]""", WebhookTrust.Forbidden)]
    [InlineData("=assert(roles, false, \"inside\")", """["write"]""", WebhookTrust.Forbidden)]
    [InlineData("=roles", "[]", WebhookTrust.Accepted)]
    public async Task All_permissions_are_needed_that_the_model_names(string expression, string required, WebhookTrust expected)
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        var token = issuer.Token("ES256", """{"exp":1900003600,"sub":"ann","roles":["read","write"],"scope":"a b c"}""");
        var rules = $$""", "permissionsExpression": {{System.Text.Json.JsonSerializer.Serialize(expression)}}, "requiredPermissions": {{required}}""";

        var sender = await SendAsync(issuer, token, rules);

        Assert.Equal(expected, sender.Trust);
        Assert.Equal(expected is WebhookTrust.Forbidden ? "Bearer realm=\"webhook\", error=\"insufficient_scope\"" : null, sender.Challenge);
    }

    /// <summary>Payloads with these characters are decoded wrongly by who takes them for the other base64.</summary>
    [Fact]
    public async Task Claims_are_read_in_the_alphabet_of_addresses()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        var token = issuer.Token("ES256", """{"exp":1900003600,"roles":["writer"],"odd":"~~~???ÿÿÿ>>>"}""");
        Assert.Contains('_', token.Split('.')[1]);
        Assert.Contains('-', token.Split('.')[1]);

        var sender = await SendAsync(issuer, token, """, "permissionsExpression": "=roles", "requiredPermissions": ["writer"]""");

        Assert.Equal(WebhookTrust.Accepted, sender.Trust);
    }

    [Theory]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"ES256\",\"crit\":[\"exp\"]}")]
    [InlineData("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"ES256\"}")]
    [InlineData("{\"kid\":\"ES256\"}")]
    [InlineData("{\"alg\":[\"ES256\"],\"kid\":\"ES256\"}")]
    [InlineData("[\"ES256\"]")]
    [InlineData("\"ES256\"")]
    [InlineData("{\"alg\":\"\\ud800\"}")]
    [InlineData("{")]
    public async Task A_header_that_can_be_read_in_two_ways_or_in_none_is_wrong(string header)
    {
        await using var issuer = await Issuer.StartAsync("ES256");

        var sender = await SendAsync(issuer, issuer.Signed("ES256", header, Claims, HashAlgorithmName.SHA256));

        Assert.Equal(WebhookTrust.Wrong, sender.Trust);
    }

    [Theory]
    [InlineData("""{"exp":1900003600,"exp":1900007200}""")]
    [InlineData("""[1900003600]""")]
    [InlineData("""{"exp":1900003600""")]
    public async Task Claims_that_can_be_read_in_two_ways_or_in_none_are_wrong(string claims)
    {
        await using var issuer = await Issuer.StartAsync("ES256");

        var sender = await SendAsync(issuer, issuer.Signed("ES256", """{"alg":"ES256","kid":"ES256"}""", claims, HashAlgorithmName.SHA256));

        Assert.Equal(WebhookTrust.Wrong, sender.Trust);
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("\n")]
    [InlineData("+")]
    public async Task A_token_has_one_spelling(string more)
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        var token = issuer.Token("ES256", Claims);

        Assert.Equal(WebhookTrust.Accepted, (await SendAsync(issuer, token)).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token[..^2] + more + " " + token[^2..])).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token + more + "=")).Trust);
    }

    [Theory]
    [InlineData("Bearer", WebhookTrust.Wrong)]
    [InlineData("Bearer ", WebhookTrust.Wrong)]
    [InlineData("Bearer a.b", WebhookTrust.Wrong)]
    [InlineData("Bearer a.b.c.d", WebhookTrust.Wrong)]
    [InlineData("Bearer ..", WebhookTrust.Wrong)]
    [InlineData("Bearer e30.e30.e30", WebhookTrust.Wrong)]
    [InlineData("Bearer e30=.e30=.AA==", WebhookTrust.Wrong)]
    [InlineData("Basic YTpi", WebhookTrust.Wrong)]
    [InlineData("", WebhookTrust.Anonymous)]
    [InlineData(null, WebhookTrust.Anonymous)]
    public async Task What_is_no_token_is_refused_and_a_missing_one_may_be_a_handshake(string? authorization, WebhookTrust expected)
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        var sender = await _hooks.SendAsync(Settings(issuer), Hooks.Request("{}", headers));

        Assert.Equal(expected, sender.Trust);
        Assert.StartsWith("Bearer realm=\"webhook\"", sender.Challenge, StringComparison.Ordinal);
        Assert.Equal(0, issuer.Fetches);
    }

    [Fact]
    public async Task A_token_of_any_length_does_not_cost_more_than_a_look()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        var token = issuer.Token("ES256", $$"""{"exp":1900003600,"fill":"{{new string('x', 20_000)}}"}""");

        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token)).Trust);
        Assert.Equal(0, issuer.Fetches);
    }

    [Theory]
    [InlineData("use", "enc")]
    [InlineData("key_ops", new[] { "sign" })]
    [InlineData("kty", "oct")]
    [InlineData("crv", "P-384")]
    [InlineData("x", "AAAA")]
    [InlineData("x", "not base64!")]
    [InlineData("kid", "another")]
    public async Task Keys_that_are_none_for_signatures_check_nothing(string field, object value)
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        var token = issuer.Token("ES256", Claims);
        issuer.Describe("ES256", field, value);

        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token)).Trust);
    }

    [Fact]
    public async Task A_point_beside_its_curve_checks_nothing()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        var token = issuer.Token("ES256", Claims);
        issuer.Describe("ES256", "y", Base64UrlEncoder.Encode(new byte[32]));

        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token)).Trust);
    }

    [Fact]
    public async Task Keys_too_short_to_be_safe_check_nothing()
    {
        await using var issuer = await Issuer.StartAsync();
        using var weak = RSA.Create(1024);
        issuer.AddKey("weak", "RS256");
        issuer.Describe("weak", "n", Base64UrlEncoder.Encode(weak.ExportParameters(includePrivateParameters: false).Modulus!));
        var token = Issuer.Forge(
            """{"alg":"RS256","kid":"weak"}""", Claims, signed => weak.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(issuer, token)).Trust);
    }

    [Fact]
    public async Task A_token_that_does_not_name_its_key_is_tried_with_those_that_fit()
    {
        await using var issuer = await Issuer.StartAsync("RS256", "ES384", "ES256");
        await using var stranger = await Issuer.StartAsync("ES256");
        const string header = """{"alg":"ES256"}""";

        Assert.Equal(
            WebhookTrust.Accepted, (await SendAsync(issuer, issuer.Signed("ES256", header, Claims, HashAlgorithmName.SHA256))).Trust);
        Assert.Equal(
            WebhookTrust.Wrong, (await SendAsync(issuer, stranger.Signed("ES256", header, Claims, HashAlgorithmName.SHA256))).Trust);
    }

    [Fact]
    public async Task The_activity_log_learns_the_reason_and_the_sender_does_not()
    {
        await using var issuer = await Issuer.StartAsync("ES256");

        var sender = await SendAsync(issuer, issuer.Token("ES256", """{"exp":1000}"""));

        Assert.Contains("expired", sender.Notice, StringComparison.Ordinal);
        Assert.Equal("Bearer realm=\"webhook\", error=\"invalid_token\"", sender.Challenge);
    }

    [Theory]
    [InlineData("jwkUrl", """{"auth": {"type": "JWT", "jwt": {"jwkUrl": ""}}}""")]
    [InlineData("jwkUrl", """{"auth": {"type": "JWT", "jwt": {"jwkUrl": "file:///etc/keys"}}}""")]
    [InlineData("jwkUrl", """{"auth": {"type": "JWT", "jwt": {"jwkUrl": "/keys"}}}""")]
    [InlineData("permissionsExpression", """{"auth": {"type": "JWT", "jwt": {"jwkUrl": "https://id/keys", "requiredPermissions": ["a"]}}}""")]
    [InlineData("jwt", """{"auth": {"type": "JWT"}}""")]
    public void What_cannot_protect_is_refused_before_the_webhook_opens(string reason, string settings) =>
        Assert.Contains(reason, _hooks.Problems(settings), StringComparison.Ordinal);

    [Fact]
    public void The_operator_is_told_what_is_not_compared()
    {
        var loose = _hooks.Describe("""{"auth": {"type": "JWT", "jwt": {"jwkUrl": "http://id/keys"}}}""");
        var tight = _hooks.Describe("""{"auth": {"type": "JWT", "jwt": {"jwkUrl": "https://id/keys", "issuer": "https://id", "audience": "hooks"}}}""");

        Assert.Equal(("JWT", 3), (loose.ToString(), loose.Remarks.Count));
        Assert.Empty(tight.Remarks);
    }

    public void Dispose() => _hooks.Dispose();

    private static string Settings(Issuer issuer, string rules = "") =>
        $$"""{"auth": {"type": "JWT", "jwt": { "jwkUrl": "{{issuer.KeySet}}"{{rules}} } } }""";

    private Task<WebhookSender> SendAsync(Issuer issuer, string token, string rules = "") =>
        _hooks.SendAsync(Settings(issuer, rules), Hooks.Request("{}", [("Authorization", $"Bearer {token}")]));
}
