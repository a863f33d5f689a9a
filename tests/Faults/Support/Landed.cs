using System.Globalization;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Faults.Support;

/// <summary>What came of messages: instances of one process, each with the variable <c>number</c> of its message.</summary>
internal sealed record Landed(IReadOnlyList<int> Wanted, IReadOnlyList<int> Found)
{
    public int Lost => Wanted.Except(Found).Count();

    /// <summary>Instances too many.</summary>
    public int Twice => Found.Count - Found.Distinct().Count();

    public int Unknown => Found.Except(Wanted).Count();

    public string Summary => string.Create(
        CultureInfo.InvariantCulture, $"{Wanted.Count} messages, {Found.Count} instances, {Lost} lost, {Twice} applied twice");

    /// <summary>How many instances there are by now. The server answers after it wrote, so what it counts is there for good.</summary>
    public static async Task<long> CountAsync(TestServer server, string process, CancellationToken cancellation)
    {
        var query = new SearchQuery<ProcessInstanceFilter>
        {
            Filter = new() { ProcessDefinitionId = process },
            Page = new SearchPage { Limit = 1 },
        };
        return (await server.Cluster.SearchAsync(query, cancellation)).Page.TotalItems;
    }

    public static Task UntilAsync(TestServer server, string process, long atLeast, CancellationToken cancellation) =>
        Eventually.GetAsync(() => CountAsync(server, process, cancellation), count => count >= atLeast, cancellation);

    public static async Task<Landed> ReadAsync(TestServer server, string process, IReadOnlyList<int> wanted, CancellationToken cancellation)
    {
        var instances = await ClusterRead.AllAsync<ProcessInstanceFilter, ProcessInstanceItem>(
            new() { ProcessDefinitionId = process }, server.Cluster.SearchAsync, cancellation);
        var numbers = (await ClusterRead.AllAsync<VariableFilter, VariableItem>(
                new() { Name = "number" }, server.Cluster.SearchAsync, cancellation))
            .ToLookup(variable => variable.ProcessInstanceKey, variable => int.Parse(variable.Value, CultureInfo.InvariantCulture));
        return new Landed(wanted, [.. instances.Select(instance => Assert.Single(numbers[instance.ProcessInstanceKey]))]);
    }

    public void Check() => Assert.Equal((0, 0, 0), (Lost, Twice, Unknown));
}
