using System.Text;
using System.Text.Json;
using Fairlead.Connectors.GraphQl;
using Fairlead.Connectors.Http;
using Fairlead.Testing.Processes;
using Fairlead.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>
/// Diagrams as the original's templates leave them, for every kind of authentication, deployed and run against real servers: an API that lets
/// in whoever proves who he is, an OAuth 2 server that signs its tokens, a GraphQL API.
/// </summary>
public sealed class RestDiagramTests(NodePeers peers) : IAsyncDisposable
{
    private readonly ProcessHarness _test = new(typeof(RestConnector), typeof(GraphQlConnector));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Kinds => new()
    {
        { "noAuth", "{}", "nobody" },
        { "basic", """{"username": "ada", "password": "{{secrets.PASSWORD}}"}""", "Basic ada:s3cret-pass" },
        { "bearer", """{"token": "{{secrets.PASSWORD}}"}""", "Bearer s3cret-pass" },
        { "apiKey", """{"apiKeyLocation": "headers", "name": "X-Key", "value": "{{secrets.PASSWORD}}"}""", "key s3cret-pass" },
        { "apiKey", """{"apiKeyLocation": "query", "name": "key", "value": "=\"s3cret\" + \"-pass\""}""", "key s3cret-pass" },
        {
            "oauth-client-credentials-flow",
            """{"oauthTokenEndpoint": "{oauth}/token", "clientId": "orders", "clientSecret": "{{secrets.CLIENT}}", "audience": "https://api.example.com", "clientAuthentication": "basicAuthHeader", "scopes": "read write"}""",
            "orders by client_credentials for https://api.example.com, read write"
        },
        {
            "oauth-client-credentials-flow",
            """{"oauthTokenEndpoint": "{oauth}/token", "clientId": "orders", "clientSecret": "{{secrets.CLIENT}}", "clientAuthentication": "credentialsBody"}""",
            "orders by client_credentials for , "
        },
        {
            "oauth-refresh-token",
            """{"oauthTokenEndpoint": "{oauth}/token", "clientId": "orders", "clientSecret": "{{secrets.CLIENT}}", "refreshToken": "{{secrets.REFRESH}}", "scopes": "read"}""",
            "orders by refresh_token for , read"
        },
    };

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_diagram_of_REST_proves_who_asks(string type, string fields, string who)
    {
        await using var api = await Peer.StartAsync(SayWhoAsync);

        var instance = await RunAsync(Rest(api.Address, await AuthenticationAsync(type, fields)));

        instance.ExpectCompleted().ExpectVariable("who", who);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_diagram_of_REST_uses_every_method(string method)
    {
        await using var api = await Peer.AnsweringAsync(200, """{"who": "all"}""");
        var inputs = new Dictionary<string, string> { ["authentication.type"] = "noAuth", ["method"] = method, ["body"] = "={total: 12.50, none: null}", ["ignoreNullValues"] = "=true" };

        (await RunAsync(Rest(api.Address, inputs))).ExpectCompleted();

        Assert.Equal($"{method} /orders?page=1", api.Request.Line);
        Assert.Equal(method is "GET" or "DELETE" ? "" : """{"total":12.5}""", api.Request.Body);
    }

    [Fact]
    public async Task A_diagram_of_REST_uses_a_stored_credential()
    {
        await using var api = await Peer.StartAsync(SayWhoAsync);
        var inputs = new Dictionary<string, string> { ["authenticationConfiguration"] = "=stored" };

        var instance = await RunAsync(Rest(api.Address, inputs), """{"stored": {"type": "bearer", "token": "s3cret-pass"}}""");

        instance.ExpectCompleted().ExpectVariable("who", "Bearer s3cret-pass");
    }

    [Fact]
    public async Task A_diagram_of_REST_shows_its_certificate()
    {
        using var authority = new Authority();
        using var server = authority.Issue("server");
        using var client = authority.Issue("orders");
        await using var api = await Peer.StartAsync(
            context => context.Response.WriteAsJsonAsync(new { who = context.Connection.ClientCertificate!.Subject }, Cancellation),
            server,
            tls =>
            {
                tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                tls.AllowAnyClientCertificate();
            });
        _test.Secrets["KEY"] = Authority.KeyPem(client, "key-s3cret");
        _test.Secrets["KEY_PASSWORD"] = "key-s3cret";

        var instance = await RunAsync(Rest(api.Address, new()
        {
            ["authentication.type"] = "noAuth",
            ["clientTls.clientCertificate"] = client.ExportCertificatePem(),
            ["clientTls.clientPrivateKey"] = "{{secrets.KEY}}",
            ["clientTls.privateKeyPassword"] = "{{secrets.KEY_PASSWORD}}",
            ["clientTls.trustedCertificate"] = authority.Pem,
        }));

        instance.ExpectCompleted().ExpectVariable("who", "CN=orders");
    }

    [Theory]
    [InlineData("oauth-client-credentials-flow", "wr0ng-secret", "once-agreed", "OAUTH_TOKEN_ERROR")]
    [InlineData("oauth-refresh-token", "or-ders:secret", "long-gone", "OAUTH_REFRESH_TOKEN_EXPIRED")]
    public async Task A_refused_token_is_an_incident_at_once_that_an_error_expression_can_catch(string type, string secret, string refresh, string code)
    {
        var authentication = await AuthenticationAsync(
            type, $$"""{"oauthTokenEndpoint": "{oauth}/token", "clientId": "orders", "clientSecret": "{{secret}}", "refreshToken": "{{refresh}}"}""");
        var ask = Rest("http://127.0.0.1:1", authentication);
        ask.Headers["errorExpression"] = "=if error.code = \"" + code + "\" then jobError(error.code + \" seen\") else null";

        var instance = await RunAsync(ask);

        Assert.Contains($"{code} seen", Assert.Single(instance.Incidents).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_diagram_of_GraphQL_proves_who_asks(string type, string fields, string who)
    {
        var expected = who switch
        {
            "nobody" => null,
            _ when who.StartsWith("key", StringComparison.Ordinal) => "s3cret-pass",
            _ when who.StartsWith("Basic", StringComparison.Ordinal) => $"Basic {Convert.ToBase64String("ada:s3cret-pass"u8)}",
            _ when who.StartsWith("Bearer", StringComparison.Ordinal) => who,
            _ => "Bearer eyJ",
        };
        foreach (var method in (string[])["get", "post"])
        {
            var instance = await RunAsync(await GraphQlAsync(method, "{ whoami }", null, await AuthenticationAsync(type, fields)));

            var said = instance.ExpectCompleted().Variables["answer"].GetProperty("whoami");
            Assert.StartsWith(expected ?? "", said.ValueKind is JsonValueKind.Null ? "" : said.GetString(), StringComparison.Ordinal);
            Assert.Equal(expected is null, said.ValueKind is JsonValueKind.Null);
        }
    }

    [Theory]
    [InlineData("get")]
    [InlineData("post")]
    public async Task A_diagram_of_GraphQL_asks_with_variables_and_catches_errors(string method)
    {
        var asking = await GraphQlAsync(method, "query($id: ID!) {\n  order(id: $id) { total note }\n}", "={id: wanted}", new() { ["authentication.type"] = "noAuth" });
        (await RunAsync(asking, """{"wanted": "7"}""")).ExpectCompleted().ExpectVariable("answer", new { order = new { total = 12.5, note = "grüße" } });

        var failing = await GraphQlAsync(method, "{ order(id: 7) { total secretNote } }", null, new() { ["authentication.type"] = "noAuth" });
        failing.Headers["errorExpression"] = """
            =if error.code = "GRAPHQL_ERROR"
             then ignoreError({total: error.variables.data.order.total, why: error.variables.errors[1].message}) else null
            """;
        (await RunAsync(failing)).ExpectCompleted().ExpectVariable("total", 12.5).ExpectVariable("why", "not for you");
    }

    private async Task<TestInstance> RunAsync(CamundaElement task, string variables = "{}")
    {
        _test.Secrets["PASSWORD"] = "s3cret-pass";
        _test.Secrets["CLIENT"] = "or-ders:secret";
        _test.Secrets["REFRESH"] = "once-agreed";
        _test.Http.Forward("*");
        await _test.DeployAsync(CamundaDiagram.Of("asking", task), Cancellation);
        return await _test.StartAsync("asking", variables, Cancellation);
    }

    private static CamundaElement Rest(string address, Dictionary<string, string> more) => new()
    {
        Kind = CamundaKind.ServiceTask,
        Id = "ask",
        Template = ("io.camunda.connectors.HttpJson.v2", 17),
        JobType = "io.camunda:http-json:1",
        Inputs = new Dictionary<string, string>(new Dictionary<string, string>
        {
            ["method"] = "GET",
            ["url"] = $"{address}/orders",
            ["headers"] = "={accept: \"application/json\"}",
            ["queryParameters"] = "={page: 1}",
            ["followRedirects"] = "=false",
            ["documentReturnFormat.choice"] = "JSON",
            ["documentReturnFormat.encoding"] = "UTF-8",
            ["connectionTimeoutInSeconds"] = "=20",
            ["readTimeoutInSeconds"] = "=20",
        }.Concat(more).GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value)),
        Headers = { ["resultExpression"] = "={who: response.body.who}", ["retryBackoff"] = "PT0S" },
    };

    private async Task<CamundaElement> GraphQlAsync(string method, string query, string? variables, Dictionary<string, string> authentication)
    {
        var inputs = new Dictionary<string, string>(authentication)
        {
            ["graphql.method"] = method,
            ["graphql.url"] = $"{await peers.AddressOfAsync("graphql.mjs")}/graphql",
            ["documentReturnFormat.choice"] = "JSON",
            ["documentReturnFormat.encoding"] = "UTF-8",
            ["graphql.query"] = query,
            ["graphql.connectionTimeoutInSeconds"] = "=20",
            ["graphql.readTimeoutInSeconds"] = "=20",
        };
        if (variables is not null)
            inputs["graphql.variables"] = variables;
        return new CamundaElement
        {
            Kind = CamundaKind.ServiceTask,
            Id = "ask",
            Template = ("io.camunda.connectors.GraphQL.v1", 12),
            JobType = "io.camunda:connector-graphql:1",
            Inputs = inputs,
            Headers = { ["resultExpression"] = "={answer: response.body.data}", ["retryBackoff"] = "PT0S" },
        };
    }

    private async Task<Dictionary<string, string>> AuthenticationAsync(string type, string fields)
    {
        var oauth = type.StartsWith("oauth", StringComparison.Ordinal) ? await peers.AddressOfAsync("oauth2.mjs") : "";
        var inputs = new Dictionary<string, string> { ["authentication.type"] = type };
        foreach (var field in JsonElement.Parse(fields.Replace("{oauth}", oauth, StringComparison.Ordinal)).EnumerateObject())
            inputs[$"authentication.{field.Name}"] = field.Value.GetString()!;
        return inputs;
    }

    private async Task SayWhoAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        var who = authorization switch
        {
            ['B', 'a', 's', 'i', 'c', ' ', .. var basic] => $"Basic {Encoding.UTF8.GetString(Convert.FromBase64String(basic))}",
            ['B', 'e', 'a', 'r', 'e', 'r', ' ', 'e', 'y', .. var rest] => await SubjectOfAsync($"ey{rest}"),
            "" when context.Request.Headers["X-Key"].ToString() is { Length: > 0 } key => $"key {key}",
            "" when context.Request.Query["key"].ToString() is { Length: > 0 } key => $"key {key}",
            "" => "nobody",
            _ => authorization,
        };
        await context.Response.WriteAsJsonAsync(new { who }, Cancellation);
    }

    /// <summary>As an API finds out: with the keys that the server of the tokens publishes.</summary>
    private async Task<string> SubjectOfAsync(string token)
    {
        using var http = new HttpClient();
        var keys = new JsonWebKeySet(await http.GetStringAsync($"{await peers.AddressOfAsync("oauth2.mjs")}/jwks", Cancellation));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidateIssuer = false,
            ValidateAudience = false,
        });
        var read = Assert.IsType<JsonWebToken>(result.IsValid ? result.SecurityToken : throw result.Exception);
        var scopes = read.TryGetClaim("scope", out var scope) ? scope.Value : "";
        return $"{read.Subject} by {read.GetClaim("grant").Value} for {string.Join(' ', read.Audiences)}, {scopes}";
    }
}
