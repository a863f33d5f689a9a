using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

/// <summary>Tenants on real files: who waits for work, what is found, and what a restart keeps.</summary>
public sealed class TenantTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_for_jobs_gets_those_of_his_tenant_whoever_waits_before_him()
    {
        await using var test = await OpenAsync();
        await DeployAsync(test, "a");
        var others = PollAsync(test, "b");
        var ours = PollAsync(test, "a");
        var both = PollAsync(test, "b", "a");

        await StartAsync(test, "a");
        await StartAsync(test, "a");
        var (first, second) = (Assert.Single(await ours), Assert.Single(await both));

        Assert.Equal(("a", "a"), (first.TenantId, second.TenantId));
        Assert.False(others.IsCompleted);
        Assert.Empty(await test.PollAsync("work", TimeSpan.Zero));
        test.Time.Advance(Long);
        Assert.Empty(await others);
    }

    [Fact]
    public async Task What_a_tenant_has_is_found_under_its_name_after_a_crash()
    {
        await using var test = await OpenAsync();
        await DeployAsync(test, null);
        await DeployAsync(test, "a");
        var ours = await StartAsync(test, "a");
        await StartAsync(test, null);
        await test.Cluster.SetVariablesAsync(new(ours.Key.Value), """{"x":1}"""u8.ToArray(), local: true, Cancellation);

        await test.CrashAsync();

        Assert.Equal("a", ours.TenantId);
        Assert.Equal("a", Assert.Single(await PollAsync(test, "a")).TenantId);
        Assert.Equal([("<default>", true), ("a", true)], (await test.Cluster.FindDefinitionsAsync(Cancellation)).Select(own => (own.TenantId, own.IsLatest)));
        var search = test.Cluster.Search;
        var definitions = await search.SearchAsync(
            new SearchQuery<ProcessDefinitionFilter> { Filter = new() { IsLatestVersion = true }, Sort = [new() { Field = "tenantId" }] }, Cancellation);
        Assert.Equal([("<default>", 1), ("a", 1)], definitions.Items.Select(own => (own.TenantId, own.Version)));
        var instances = await search.SearchAsync(new SearchQuery<ProcessInstanceFilter> { Filter = new() { TenantId = "a" } }, Cancellation);
        Assert.Equal((ours.Key, "a"), (Assert.Single(instances.Items).ProcessInstanceKey, instances.Items[0].TenantId));
        var elements = await search.SearchAsync(new SearchQuery<ElementInstanceFilter> { Filter = new() { TenantId = "a" } }, Cancellation);
        Assert.Equal(3, elements.Items.Count);
        Assert.All(elements.Items, own => Assert.Equal((ours.Key, "a"), (own.ProcessInstanceKey, own.TenantId)));
        var jobs = await search.SearchAsync(new SearchQuery<JobFilter> { Filter = new() { TenantId = "a" } }, Cancellation);
        Assert.Equal((ours.Key, "a"), (Assert.Single(jobs.Items).ProcessInstanceKey, jobs.Items[0].TenantId));
        var variables = await search.SearchAsync(new SearchQuery<VariableFilter> { Filter = new() { TenantId = "a" } }, Cancellation);
        Assert.Equal(("x", "a"), (Assert.Single(variables.Items).Name, variables.Items[0].TenantId));
    }

    [Fact]
    public async Task An_incident_and_a_decision_are_their_tenants()
    {
        await using var test = await OpenAsync();
        await DeployAsync(test, "a");
        await StartAsync(test, "a");
        var job = Assert.Single(await PollAsync(test, "a"));
        await test.Cluster.FailJobAsync(job.Key, new JobFailure { RetriesLeft = 0, Message = "no" }, Cancellation);
        foreach (var tenant in (string?[])["a", null])
            await test.Cluster.DeployAsync([DecisionTests.Sizes("large")], tenant, Cancellation);
        var evaluated = await test.Cluster.EvaluateDecisionAsync(null, "size", """{"amount":3}"""u8.ToArray(), "a", Cancellation);

        var search = test.Cluster.Search;
        var incidents = await search.SearchAsync(new SearchQuery<IncidentFilter> { Filter = new() { TenantId = "a" } }, Cancellation);
        Assert.Equal("a", Assert.Single(incidents.Items).TenantId);
        Assert.Equal("a", evaluated.TenantId);
        var decided = await search.SearchAsync(new SearchQuery<DecisionInstanceFilter> { Filter = new() { TenantId = "a" } }, Cancellation);
        Assert.Equal("a", Assert.Single(decided.Items).TenantId);
        var decisions = await search.SearchAsync(
            new SearchQuery<DecisionDefinitionFilter> { Filter = new() { IsLatestVersion = true }, Sort = [new() { Field = "tenantId" }] }, Cancellation);
        Assert.Equal(["<default>", "a"], decisions.Items.Select(own => own.TenantId));
        var files = await search.SearchAsync(new SearchQuery<DecisionRequirementsFilter> { Filter = new() { TenantId = "a" } }, Cancellation);
        Assert.Equal("a", Assert.Single(files.Items).TenantId);
    }

    [Fact]
    public async Task Another_tenant_is_refused_where_there_is_none()
    {
        await using var test = await ClusterUnderTest.OpenAsync();

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => DeployAsync(test, "a"));
        await DeployAsync(test, "<default>");
        await Assert.ThrowsAsync<ClusterException>(() => StartAsync(test, "a"));
        await Assert.ThrowsAsync<ClusterException>(() => PollAsync(test, "<default>", "a"));
        await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.PublishMessageAsync(new() { Name = "m", TenantId = "a" }, Cancellation));
        await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.CorrelateMessageAsync(new() { Name = "m", TenantId = "a" }, Cancellation));
        await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.BroadcastSignalAsync("s", default, "a", Cancellation));
        await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.EvaluateConditionalsAsync(null, default, "a", Cancellation));
        await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.EvaluateDecisionAsync(null, "d", default, "a", Cancellation));
        await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.ClusterVariables.CreateAsync("a", "v", "1"u8.ToArray(), Cancellation));
        await StartAsync(test, "");

        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
        Assert.Contains("Broker:MultiTenancy", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("<other>")]
    [InlineData("12345678901234567890123456789012")]
    [InlineData("a\n")]
    public async Task What_is_no_id_of_a_tenant_is_refused(string tenantId)
    {
        await using var test = await OpenAsync();

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => DeployAsync(test, tenantId));

        Assert.Contains("1 to 31 letters", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<ClusterUnderTest> OpenAsync() => ClusterUnderTest.OpenAsync(new BrokerOptions { MultiTenancy = true });

    private static Task DeployAsync(ClusterUnderTest test, string? tenantId) =>
        test.Cluster.DeployAsync([Processes.Tasks("order", "work")], tenantId, Cancellation);

    private static Task<CreatedInstance> StartAsync(ClusterUnderTest test, string? tenantId) =>
        test.Cluster.CreateInstanceAsync(new CreateInstance { ProcessId = "order", TenantId = tenantId }, Cancellation);

    private static Task<IReadOnlyList<ActivatedJob>> PollAsync(ClusterUnderTest test, params string[] tenantIds) => test.Cluster.ActivateJobsAsync(
        new ActivateJobs
        {
            Type = "work",
            Worker = "test",
            Timeout = TimeSpan.FromMinutes(1),
            JobsAtMost = 1,
            Wait = Long,
            TenantIds = tenantIds,
        },
        Cancellation);
}
