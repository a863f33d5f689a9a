using System.Net.Http.Json;
using System.Text.Json;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>Stored credentials are tried before a task uses them, and no answer shows one.</summary>
public sealed class CredentialTests
{
    private const string Rest = "io.camunda.connectors:rest-authentication:1";
    private const string Secret = "s3cr3t-of-the-client";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_credential_is_tried_as_far_as_that_has_no_effect()
    {
        var asked = new List<string>();
        await using var login = await Peer.StartAsync(async (http, _) =>
        {
            asked.Add(http.Request.Headers.Authorization.ToString());
            if (http.Request.Path == "/closed")
                await Peer.JsonAsync(http, 401, $$"""{"error": "invalid_client", "error_description": "{{Secret}} is not known"}""");
            else
                await Peer.JsonAsync(http, 200, """{"access_token": "t0ken-value", "expires_in": 300}""");
        });
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(
            folder.Data, Cancellation, "--Secrets:Values:CLIENT", Secret, "--Network:AllowHosts:0", "127.0.0.1", "--Network:DenyHosts:0", "denied.example");
        await SetAsync(server, "crm", OAuth(login.Url + "/token", "{{secrets.CLIENT}}"));
        await SetAsync(server, "closed", OAuth(login.Url + "/closed", "{{secrets.CLIENT}}"));
        await SetAsync(server, "denied", OAuth("http://denied.example/token", "{{secrets.CLIENT}}"));
        await SetAsync(server, "unset", """{"type": "bearer", "token": "{{secrets.NOBODY_KNOWS}}"}""");
        await SetAsync(server, "plain", """{"nested": {"type": "bearer", "token": "a-token-in-plain-text"}}""");
        await SetAsync(server, "text", "\"only text\"");

        Assert.Equal($"SUCCESS  {login.Url} gave a token for 300 s.", await ValidateAsync(server, Rest, "=camunda.vars.env.crm"));
        Assert.Equal($"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("client-7:" + Secret))}", Assert.Single(asked));
        Assert.StartsWith("SUCCESS  It is complete.", await ValidateAsync(server, Rest, "camunda.vars.cluster.plain.nested"), StringComparison.Ordinal);
        var refused = await ValidateAsync(server, Rest, "closed");
        Assert.StartsWith($"FAILURE OAUTH_TOKEN_ERROR {login.Url} gave no token: it answered 401 (invalid_client: *** is not known).", refused, StringComparison.Ordinal);
        Assert.StartsWith("FAILURE NETWORK_DENIED", await ValidateAsync(server, Rest, "denied"), StringComparison.Ordinal);
        var missing = await ValidateAsync(server, Rest, "unset");
        Assert.StartsWith("FAILURE SECRET_MISSING", missing, StringComparison.Ordinal);
        Assert.Contains("./fairlead secrets set NOBODY_KNOWS", missing, StringComparison.Ordinal);
        Assert.StartsWith("FAILURE INVALID_INPUT", await ValidateAsync(server, Rest, "text"), StringComparison.Ordinal);
        Assert.StartsWith("FAILURE CREDENTIAL_NOT_FOUND", await ValidateAsync(server, Rest, "camunda.vars.env.nobody"), StringComparison.Ordinal);
        Assert.StartsWith("UNSUPPORTED CREDENTIAL_KIND_UNKNOWN", await ValidateAsync(server, "io.camunda:aws-credential:1", "crm"), StringComparison.Ordinal);

        Assert.DoesNotContain(Secret, server.Program.Output + server.Program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken-value", server.Program.Output + server.Program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_physical_tenant_is_default_and_what_is_asked_is_said()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation);
        await SetAsync(server, "crm", """{"type": "noAuth"}""");

        Assert.StartsWith("SUCCESS", await ValidateAsync(server, Rest, "crm", physicalTenant: "default"), StringComparison.Ordinal);
        using var other = await PostAsync(server, new { credentialId = Rest, credentialRef = "crm", physicalTenantId = "europe" });
        Assert.Equal(400, (int)other.StatusCode);
        Assert.Contains("there is no 'europe'", await other.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var tenant = await PostAsync(server, new { credentialId = Rest, credentialRef = "crm", tenantId = "north" });
        Assert.Equal(400, (int)tenant.StatusCode);
        using var nothing = await PostAsync(server, new { credentialId = Rest });
        Assert.Equal(400, (int)nothing.StatusCode);
        Assert.Contains("credentialRef", await nothing.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static string OAuth(string endpoint, string secret) =>
        $$"""{"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "{{endpoint}}", "clientId": "client-7", "clientSecret": "{{secret}}"}""";

    private static async Task SetAsync(TestServer server, string name, string json)
    {
        using var set = await server.Http.PostAsJsonAsync(
            "/v2/cluster-variables/global", new { name, value = JsonElement.Parse(json) }, Cancellation);
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<string> ValidateAsync(TestServer server, string id, string reference, string? physicalTenant = null)
    {
        using var answer = await PostAsync(server, new { credentialId = id, credentialRef = reference, physicalTenantId = physicalTenant });
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        var verdict = JsonElement.Parse(text);
        var code = verdict.TryGetProperty("code", out var named) ? named.GetString() : "";
        return $"{verdict.GetProperty("status").GetString()} {code} {verdict.GetProperty("message").GetString()}";
    }

    private static Task<HttpResponseMessage> PostAsync(TestServer server, object body) =>
        server.Http.PostAsJsonAsync("/configurations/validate", body, Cancellation);
}
