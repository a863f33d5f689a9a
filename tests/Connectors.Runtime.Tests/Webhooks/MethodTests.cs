using System.Net;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests.Webhooks;

/// <summary>Methods, addresses, and pages of other origins.</summary>
public sealed class MethodTests
{
    private const string Shop = "https://shop.example";

    [Theory]
    [InlineData("any", "GET HEAD POST PUT PATCH DELETE")]
    [InlineData("get", "GET HEAD")]
    [InlineData("post", "POST")]
    [InlineData("put", "PUT")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("delete", "DELETE")]
    public async Task A_webhook_takes_the_methods_of_its_model_and_names_them_to_others(string method, string taken)
    {
        await using var host = await WebhookHost.StartingAsync(("inbound.method", method));
        var methods = taken.Split(' ');

        foreach (var one in new[] { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" })
        {
            var answer = await host.SendAsync(HttpMethod.Parse(one), "/inbound/order");
            if (methods.Contains(one))
                Assert.True(answer.Status is HttpStatusCode.OK, $"{one}: {answer.Status}");
            else
                Assert.Equal((HttpStatusCode.MethodNotAllowed, string.Join(",", methods.Select(name => $"{name}"))), (answer.Status, answer.Headers["Allow"].Replace(" ", "", StringComparison.Ordinal)));
        }

        Assert.Equal(methods.Length, host.Cluster.Log.OfType<CreateInstance>().Count());
    }

    [Fact]
    public async Task Without_the_property_no_answer_speaks_of_origins()
    {
        await using var host = await WebhookHost.StartingAsync();

        var answer = await host.SendAsync(HttpMethod.Post, "/inbound/order", ("Origin", Shop));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase) || name is "Vary");
    }

    [Theory]
    [InlineData($"https://other.example, {Shop}/")]
    [InlineData("*")]
    public async Task A_page_of_an_origin_that_the_model_names_may_call_and_read_whatever_the_answer_is(string origins)
    {
        await using var host = await WebhookHost.StartingAsync(
            ("inbound.cors.allowedOrigins", origins), ("inbound.method", "post"), ("inbound.auth.type", "APIKEY"), ("inbound.auth.apiKey", "k"));

        var preflight = await host.SendAsync(
            HttpMethod.Options,
            "/inbound/order",
            ("Origin", Shop), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
        var refused = await host.SendAsync(HttpMethod.Post, "/inbound/order", ("Origin", Shop));
        var taken = await host.SendAsync(HttpMethod.Post, "/inbound/order", ("Origin", Shop), ("Authorization", "Bearer k"));

        Assert.Equal(HttpStatusCode.NoContent, preflight.Status);
        Assert.Equal(("POST", "authorization,content-type"), (preflight.Headers["Access-Control-Allow-Methods"], preflight.Headers["Access-Control-Allow-Headers"]));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.Status, taken.Status));
        Assert.All([preflight, refused, taken], answer => Assert.Equal((Shop, "Origin"), (answer.Headers["Access-Control-Allow-Origin"], answer.Headers["Vary"])));
        Assert.DoesNotContain("Access-Control-Allow-Credentials", taken.Headers.Keys);
        Assert.Single(host.Cluster.Log.OfType<CreateInstance>());
    }

    [Fact]
    public async Task A_page_of_another_origin_is_told_so_and_its_question_reaches_no_process()
    {
        await using var host = await WebhookHost.StartingAsync(("inbound.cors.allowedOrigins", Shop));

        var preflight = await host.SendAsync(
            HttpMethod.Options, "/inbound/order", ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));

        Assert.Equal(HttpStatusCode.Forbidden, preflight.Status);
        Assert.DoesNotContain("Access-Control-Allow-Origin", preflight.Headers.Keys);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task With_tenants_in_the_address_two_tenants_have_one_context_each()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:AppendTenantToPath", "true"));
        var definition = Diagrams.Definition(1) with { TenantId = "north" };
        await host.DeployAsync(definition, Diagrams.WebhookStart("process", WebhookHost.Settings()));
        await host.DeployAsync(definition with { Key = new(2), TenantId = "<default>" }, Diagrams.WebhookStart("process", WebhookHost.Settings()));

        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Post, "/inbound/default/north/order")).Status);
        Assert.Equal("north", (await host.Cluster.NextAsync<CreateInstance>()).TenantId);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Post, "/inbound/default/%3Cdefault%3E/order")).Status);
        Assert.Equal("<default>", (await host.Cluster.NextAsync<CreateInstance>()).TenantId);
        Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(HttpMethod.Post, "/inbound/other/north/order")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(HttpMethod.Post, "/inbound/order")).Status);
        Assert.All(host.Snapshot(), status => Assert.Equal(InboundState.Active, status.State));
    }

    [Fact]
    public async Task Without_them_the_second_tenant_waits_in_line()
    {
        await using var host = await WebhookHost.StartingAsync();
        await host.DeployAsync(
            Diagrams.Definition(2) with { TenantId = "north" }, Diagrams.WebhookStart("process", WebhookHost.Settings()));

        await host.SendAsync(HttpMethod.Post, "/inbound/order");

        Assert.Equal("<default>", (await host.Cluster.NextAsync<CreateInstance>()).TenantId);
        Assert.Contains(host.Snapshot(), status => status is { TenantId: "north", State: InboundState.Queued });
    }

    [Fact]
    public async Task Where_webhooks_are_not_served_models_that_ask_for_one_are_listed_with_the_reason()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:Enabled", "false"));
        await host.DeployAsync("process");

        Assert.Equal(InboundState.ConnectorNotRegistered, Assert.Single(host.Snapshot()).State);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync("{}")).Status);
    }
}
