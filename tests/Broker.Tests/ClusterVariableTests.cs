using System.Text;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

public sealed class ClusterVariableTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_variable_outlives_a_crash_and_is_found()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.Cluster.ClusterVariables.CreateAsync(null, "base", "\"one\""u8.ToArray(), Cancellation);
        await test.Cluster.ClusterVariables.CreateAsync("<default>", "base", "\"own\""u8.ToArray(), Cancellation);
        await test.Cluster.ClusterVariables.UpdateAsync(null, "base", "\"two\""u8.ToArray(), Cancellation);
        await test.Cluster.ClusterVariables.CreateAsync(null, "gone", "1"u8.ToArray(), Cancellation);
        await test.Cluster.ClusterVariables.DeleteAsync(null, "gone", Cancellation);

        await test.CrashAsync();

        var context = await test.Cluster.ClusterVariables.GetContextAsync("<default>", Cancellation);
        Assert.Equal(
            """{"vars":{"cluster":{"base":"two"},"tenant":{"base":"own"},"env":{"base":"own"}}}""", Encoding.UTF8.GetString(context.Span));
        var found = await test.Cluster.Search.SearchAsync(
            new SearchQuery<ClusterVariableFilter> { Sort = [new SearchSort { Field = "scope" }] }, truncateValues: true, Cancellation);
        Assert.Equal(
            [("base", ClusterVariableScope.Global, null, "\"two\""), ("base", ClusterVariableScope.Tenant, "<default>", "\"own\"")],
            found.Items.Select(item => (item.Name, item.Scope, item.TenantId, item.Value)));
    }
}
