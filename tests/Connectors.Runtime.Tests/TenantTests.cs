using System.Net;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Work is asked for of the tenants of a setting; what comes in goes to the tenant of the definition that it came for.</summary>
public sealed class TenantTests
{
    [Fact]
    public async Task Jobs_are_asked_for_of_the_tenants_of_the_setting()
    {
        await using var host = await OutboundHost.StartAsync(
            (_, _) => Task.FromResult<object?>(null), ("Connectors:TenantIds:0", "<default>"), ("Connectors:TenantIds:1", "north"));

        await host.DoAsync<RecordingCluster.Completed>(host.Job() with { TenantId = "north" });

        Assert.All(host.Cluster.Log.OfType<ActivateJobs>(), request => Assert.Equal(["<default>", "north"], request.TenantIds));
    }

    [Fact]
    public async Task Without_the_setting_only_the_default_tenant_is_served()
    {
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(null));

        await host.DoAsync<RecordingCluster.Completed>(host.Job());

        Assert.All(host.Cluster.Log.OfType<ActivateJobs>(), request => Assert.Empty(request.TenantIds));
    }

    [Fact]
    public async Task A_webhook_starts_an_instance_of_the_tenant_that_it_belongs_to()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1) with { TenantId = "north" }, Diagrams.WebhookStart("process", WebhookHost.Settings()));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}")).Status);

        Assert.Equal("north", (await host.Cluster.NextAsync<CreateInstance>()).TenantId);
    }

    [Fact]
    public async Task A_webhook_publishes_a_message_to_the_tenant_that_it_belongs_to()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(
            Diagrams.Definition(1, "waiting") with { TenantId = "north" },
            Diagrams.WebhookCatch("waiting", "paid", WebhookHost.Settings(("correlationKeyExpression", "=request.body.id"))));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"id":"1"}""")).Status);

        Assert.Equal("north", (await host.Cluster.NextAsync<PublishMessage>()).TenantId);
    }
}
