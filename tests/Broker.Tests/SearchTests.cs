using System.Globalization;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

/// <summary>Searches over what a running cluster did.</summary>
public sealed class SearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_sees_what_its_caller_wrote()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        for (var i = 0; i < 20; i++)
        {
            var started = await test.StartAsync();
            var found = await test.Cluster.Search.FindInstanceAsync(started.Key, Cancellation);

            Assert.Equal(ProcessInstanceState.Active, found!.State);
        }
    }

    [Fact]
    public async Task An_instance_shows_its_state_path_elements_and_variables()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var started = await test.StartAsync("""{"amount": 3}""");
        test.Time.Advance(TimeSpan.FromSeconds(2));
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        await test.Cluster.CompleteJobAsync(job.Key, """{"paid": true}"""u8.ToArray(), Cancellation);

        var instance = await test.Cluster.Search.FindInstanceAsync(started.Key, Cancellation);
        Assert.Equal(ProcessInstanceState.Completed, instance!.State);
        Assert.Equal("order", instance.ProcessDefinitionId);
        Assert.Equal("The order", instance.ProcessDefinitionName);
        Assert.Equal(TimeSpan.FromSeconds(2), instance.EndDate - instance.StartDate);
        Assert.False(instance.HasIncident);

        var elements = await Search(new ElementInstanceFilter { ProcessInstanceKey = started.Key });
        Assert.Equal(
            ["PROCESS The order COMPLETED", "START_EVENT start COMPLETED", "SERVICE_TASK Task 0 COMPLETED", "END_EVENT end COMPLETED"],
            elements.Select(element => $"{RestWord.Of(element.Type)} {element.ElementName} {RestWord.Of(element.State)}"));
        Assert.Equal(["f0", "f1"], (await test.Cluster.Search.FindSequenceFlowsAsync(started.Key, Cancellation)).Select(flow => flow.ElementId));

        var variables = await test.Cluster.Search.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new() { ProcessInstanceKey = (Filter<ProcessInstanceKey>)started.Key } }, Cancellation);
        Assert.Equal(["amount=3", "paid=true"], variables.Items.Select(variable => $"{variable.Name}={variable.Value}"));

        async Task<IReadOnlyList<ElementInstanceItem>> Search(ElementInstanceFilter filter) =>
            (await test.Cluster.Search.SearchAsync(new SearchQuery<ElementInstanceFilter> { Filter = filter }, Cancellation)).Items;
    }

    [Fact]
    public async Task A_called_instance_is_found_by_what_called_it()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.Cluster.DeployAsync([Processes.Calls("caller", "order")], Cancellation);
        var started = await test.Cluster.CreateInstanceAsync(new CreateInstance { ProcessId = "caller", Variables = "{}"u8.ToArray() }, Cancellation);

        var key = Assert.Single(await Keys(test, new() { ParentProcessInstanceKey = (Filter<ProcessInstanceKey>)started.Key }));
        var called = (await test.Cluster.Search.FindInstanceAsync(key, Cancellation))!;
        var caller = (await test.Cluster.Search.FindElementInstanceAsync(called.ParentElementInstanceKey!.Value, Cancellation))!;
        Assert.Equal(("order", started.Key, started.Key), (called.ProcessDefinitionId, called.ParentProcessInstanceKey, called.RootProcessInstanceKey));
        Assert.Equal((ElementInstanceType.CallActivity, "call"), (caller.Type, caller.ElementId));

        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        await test.Cluster.CompleteJobAsync(job.Key, "{}"u8.ToArray(), Cancellation);
        Assert.Equal(ProcessInstanceState.Completed, (await test.Cluster.Search.FindInstanceAsync(started.Key, Cancellation))!.State);
    }

    [Fact]
    public async Task An_incident_is_found_where_it_stands_until_it_is_resolved()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var started = await test.StartAsync();
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        await test.Cluster.FailJobAsync(job.Key, new JobFailure { RetriesLeft = 0, Message = "card refused" }, Cancellation);

        var incident = Assert.Single((await test.Cluster.Search.SearchAsync(new SearchQuery<IncidentFilter>(), Cancellation)).Items);
        Assert.Equal((IncidentErrorType.JobNoRetries, IncidentState.Active, "card refused"), (incident.ErrorType, incident.State, incident.ErrorMessage));
        Assert.Equal(job.Key, incident.JobKey);
        Assert.True((await test.Cluster.Search.FindInstanceAsync(started.Key, Cancellation))!.HasIncident);
        var task = (await test.Cluster.Search.FindElementInstanceAsync(job.ElementInstanceKey, Cancellation))!;
        Assert.Equal((true, incident.IncidentKey), (task.HasIncident, task.IncidentKey));
        Assert.Equal([started.Key], await Keys(test, new() { HasIncident = true }));
        Assert.Equal([started.Key], await Keys(test, new() { ErrorMessage = (Filter<string>)"card refused", ElementId = (Filter<string>)"task0" }));
        Assert.Empty(await Keys(test, new() { HasElementInstanceIncident = false, ElementId = (Filter<string>)"task0" }));

        await test.Cluster.UpdateJobAsync(job.Key, 1, timeout: null, Cancellation);
        await test.Cluster.ResolveIncidentAsync(incident.IncidentKey, Cancellation);

        Assert.Equal(IncidentState.Resolved, (await test.Cluster.Search.FindIncidentAsync(incident.IncidentKey, Cancellation))!.State);
        Assert.Empty(await Keys(test, new() { HasIncident = true }));
    }

    [Fact]
    public async Task An_incident_of_a_called_instance_is_seen_at_all_that_called_it()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.Cluster.DeployAsync([Processes.Calls("middle", "order")], Cancellation);
        await test.Cluster.DeployAsync([Processes.CallsInside("top", "middle")], Cancellation);
        var top = await test.Cluster.CreateInstanceAsync(new CreateInstance { ProcessId = "top", Variables = """{"a": 1}"""u8.ToArray() }, Cancellation);
        await test.StartAsync();
        Assert.Empty(await Keys(test, new() { HasIncident = true }));
        var job = (await test.PollAsync("pay", TimeSpan.Zero))[0];
        await test.Cluster.FailJobAsync(job.Key, new JobFailure { RetriesLeft = 0, Message = "card refused" }, Cancellation);

        var middle = Assert.Single(await Keys(test, new() { ParentProcessInstanceKey = (Filter<ProcessInstanceKey>)top.Key }));
        Assert.Equal([top.Key, middle, job.ProcessInstanceKey], await Keys(test, new() { HasIncident = true }));
        Assert.Equal(
            ["top", "inside", "call", "middle", "call", "order", "task0"], (await Elements(true)).Select(element => element.ElementId));
        Assert.DoesNotContain(await Elements(false), element => element.State is ElementInstanceState.Active && element.RootProcessInstanceKey == top.Key);
        var incident = Assert.Single((await test.Cluster.Search.SearchAsync(new SearchQuery<IncidentFilter>(), Cancellation)).Items);
        Assert.Equal((job.ProcessInstanceKey, top.Key), (incident.ProcessInstanceKey, incident.RootProcessInstanceKey));
        var variables = await test.Cluster.Search.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new() { ProcessInstanceKey = (Filter<ProcessInstanceKey>)job.ProcessInstanceKey } }, Cancellation);
        Assert.Equal(top.Key, Assert.Single(variables.Items).RootProcessInstanceKey);

        await test.Cluster.UpdateJobAsync(job.Key, 1, timeout: null, Cancellation);
        await test.Cluster.ResolveIncidentAsync(incident.IncidentKey, Cancellation);
        Assert.Empty(await Keys(test, new() { HasIncident = true }));
        Assert.Empty(await Elements(true));

        async Task<IReadOnlyList<ElementInstanceItem>> Elements(bool hasIncident) => (await test.Cluster.Search.SearchAsync(
            new SearchQuery<ElementInstanceFilter> { Filter = new() { HasIncident = hasIncident } }, Cancellation)).Items;
    }

    [Fact]
    public async Task Pages_are_walked_forwards_and_backwards_without_gaps()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var all = new List<ProcessInstanceKey>();
        for (var i = 0; i < 7; i++)
            all.Add((await test.StartAsync()).Key);
        SearchSort[] sort = [new() { Field = "endDate", Order = SortOrder.Desc }, new() { Field = "processInstanceKey" }];

        var first = await Page(new() { Limit = 3 });
        var second = await Page(new() { Limit = 3, After = first.Page.EndCursor });
        var third = await Page(new() { Limit = 3, After = second.Page.EndCursor });
        var back = await Page(new() { Limit = 3, Before = third.Page.StartCursor });

        Assert.Equal(all, [.. Of(first), .. Of(second), .. Of(third)]);
        Assert.Equal(Of(second), Of(back));
        Assert.Equal(all[4..6], Of(await Page(new() { From = 4, Limit = 2 })));
        Assert.Equal((7, false), (first.Page.TotalItems, first.Page.HasMoreTotalItems));
        Assert.Empty((await Page(new() { Limit = 3, After = third.Page.EndCursor })).Items);

        async Task<SearchResult<ProcessInstanceItem>> Page(SearchPage page) =>
            await test.Cluster.Search.SearchAsync(new SearchQuery<ProcessInstanceFilter> { Sort = sort, Page = page }, Cancellation);
        static List<ProcessInstanceKey> Of(SearchResult<ProcessInstanceItem> result) => [.. result.Items.Select(item => item.ProcessInstanceKey)];
    }

    [Fact]
    public async Task Operators_of_a_filter_hold_together()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var a = (await test.StartAsync("""{"name": "tea*", "n": 1}""")).Key;
        test.Time.Advance(TimeSpan.FromHours(1));
        var b = (await test.StartAsync("""{"name": "Tea", "n": 2}""")).Key;
        await test.Cluster.CancelInstanceAsync(b, Cancellation);
        var later = test.Time.GetUtcNow();

        Assert.Equal([a], await Keys(test, new() { State = (Filter<ProcessInstanceState>)ProcessInstanceState.Active }));
        Assert.Equal([b], await Keys(test, new() { State = new([new FilterTerm<ProcessInstanceState>.NotEqualTo(ProcessInstanceState.Active)]) }));
        Assert.Equal([b], await Keys(test, new() { State = new([new FilterTerm<ProcessInstanceState>.Like("T*")]) }));
        Assert.Equal([a], await Keys(test, new() { EndDate = new([new FilterTerm<DateTimeOffset>.Exists(false)]) }));
        Assert.Equal([b], await Keys(test, new() { StartDate = new([new FilterTerm<DateTimeOffset>.AtLeast(later)]) }));
        Assert.Equal([a], await Keys(test, new() { StartDate = new([new FilterTerm<DateTimeOffset>.LessThan(later), new FilterTerm<DateTimeOffset>.Exists(true)]) }));
        Assert.Equal([a, b], await Keys(test, new() { ProcessInstanceKey = new([new FilterTerm<ProcessInstanceKey>.In([b, a])]) }));
        Assert.Equal([b], await Keys(test, new() { ProcessInstanceKey = new([new FilterTerm<ProcessInstanceKey>.NotIn([a])]) }));
        Assert.Empty(await Keys(test, new() { ProcessInstanceKey = new([new FilterTerm<ProcessInstanceKey>.In([])]) }));
        Assert.Equal([a], await Keys(test, WithVariable("name", new FilterTerm<string>.Like("\"tea\\**"))));
        Assert.Empty(await Keys(test, WithVariable("name", new FilterTerm<string>.EqualTo("' OR 1=1 --"))));
        Assert.Equal([b], await Keys(test, WithVariable("n", new FilterTerm<string>.EqualTo("2"))));
        Assert.Equal([a, b], await Keys(test, new() { Or = [WithVariable("n", new FilterTerm<string>.EqualTo("2")), new() { ProcessInstanceKey = (Filter<ProcessInstanceKey>)a }] }));
        Assert.Empty(await Keys(test, new() { TenantId = (Filter<string>)"other" }));
        Assert.Empty(await Keys(test, new() { ParentProcessInstanceKey = (Filter<ProcessInstanceKey>)a }));

        static ProcessInstanceFilter WithVariable(string name, FilterTerm<string> term) =>
            new() { Variables = [new() { Name = name, Value = new([term]) }] };
    }

    [Fact]
    public async Task A_long_value_is_cut_in_a_search_and_whole_by_its_key()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.StartAsync($$"""{"long": "{{new string('ä', 9_000)}}"}""");

        var cut = Assert.Single((await test.Cluster.Search.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new() { IsTruncated = true } }, Cancellation)).Items);
        var whole = await test.Cluster.Search.FindVariableAsync(cut.VariableKey.Value, Cancellation);
        var searched = await test.Cluster.Search.SearchAsync(new SearchQuery<VariableFilter>(), truncateValues: false, Cancellation);

        Assert.Equal((true, VariableItem.ValueAtMost), (cut.IsTruncated, cut.Value.Length));
        Assert.Equal((false, 9_002), (whole!.IsTruncated, whole.Value.Length));
        Assert.Equal(9_002, Assert.Single(searched.Items).Value.Length);
    }

    [Fact]
    public async Task Only_the_highest_version_is_the_latest()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.DeployAsync("pay", "pack");

        var latest = Assert.Single((await test.Cluster.Search.SearchAsync(
            new SearchQuery<ProcessDefinitionFilter> { Filter = new() { IsLatestVersion = true } }, Cancellation)).Items);
        var older = Assert.Single((await test.Cluster.Search.SearchAsync(
            new SearchQuery<ProcessDefinitionFilter> { Filter = new() { IsLatestVersion = false } }, Cancellation)).Items);

        Assert.Equal((2, 1), (latest.Version, older.Version));
        Assert.Equal(older.ResourceName, (await test.Cluster.Search.FindDefinitionAsync(older.ProcessDefinitionKey, Cancellation))!.ResourceName);
        Assert.Null(await test.Cluster.Search.FindDefinitionAsync(new(1), Cancellation));
    }

    [Fact]
    public async Task Every_sort_field_sorts_and_pages()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        for (var i = 0; i < 3; i++)
            await test.StartAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"n": {{i}}}"""));

        foreach (var field in Fairlead.Broker.Search.Resources.ProcessInstances.Resource.SortFields.Keys)
            Assert.Equal(3, await Walk<ProcessInstanceItem, ProcessInstanceFilter>(field, test.Cluster.Search.SearchAsync));
        foreach (var field in Fairlead.Broker.Search.Resources.ElementInstances.Resource.SortFields.Keys)
            Assert.Equal(9, await Walk<ElementInstanceItem, ElementInstanceFilter>(field, test.Cluster.Search.SearchAsync));
        foreach (var field in Fairlead.Broker.Search.Resources.Variables.Resource.SortFields.Keys)
            Assert.Equal(3, await Walk<VariableItem, VariableFilter>(field, test.Cluster.Search.SearchAsync));
        foreach (var field in Fairlead.Broker.Search.Resources.ProcessDefinitions.Resource.SortFields.Keys)
            Assert.Equal(1, await Walk<ProcessDefinitionItem, ProcessDefinitionFilter>(field, test.Cluster.Search.SearchAsync));
        foreach (var field in Fairlead.Broker.Search.Resources.Incidents.Resource.SortFields.Keys)
            Assert.Equal(0, await Walk<IncidentItem, IncidentFilter>(field, test.Cluster.Search.SearchAsync));
    }

    [Fact]
    public async Task A_query_that_makes_no_sense_is_refused()
    {
        await using var test = await ClusterUnderTest.OpenAsync();

        await Refused(new() { Sort = [new() { Field = "p.key; DROP TABLE meta" }] });
        await Refused(new() { Page = new() { Limit = 0 } });
        await Refused(new() { Page = new() { From = -1 } });
        await Refused(new() { Page = new() { From = 1, After = "x" } });
        await Refused(new() { Page = new() { After = "no cursor" } });
        await Refused(new() { Page = new() { After = "WzEsMl0" } });

        async Task Refused(SearchQuery<ProcessInstanceFilter> query)
        {
            var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.Search.SearchAsync(query, Cancellation));
            Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
        }
    }

    [Theory]
    [InlineData("a*b?c", "a*b?c")]
    [InlineData("\\*\\?\\\\", "[*][?]\\")]
    [InlineData("[a]\\x", "[[]a]\\x")]
    public void A_pattern_becomes_a_glob(string pattern, string glob) =>
        Assert.Equal(glob, Fairlead.Broker.Search.Querying.Where.ToGlob(pattern));

    private static async Task<int> Walk<TItem, TFilter>(
        string field, Func<SearchQuery<TFilter>, CancellationToken, Task<SearchResult<TItem>>> search)
        where TFilter : class
    {
        var count = 0;
        foreach (var order in Enum.GetValues<SortOrder>())
        {
            count = 0;
            string? after = null;
            while (true)
            {
                var page = await search(
                    new() { Sort = [new() { Field = field, Order = order }], Page = new() { Limit = 2, After = after } }, Cancellation);
                if (page.Items.Count == 0)
                    break;
                count += page.Items.Count;
                after = page.Page.EndCursor;
            }
        }

        return count;
    }

    private static async Task<IEnumerable<ProcessInstanceKey>> Keys(ClusterUnderTest test, ProcessInstanceFilter filter) =>
        (await test.Cluster.Search.SearchAsync(new SearchQuery<ProcessInstanceFilter> { Filter = filter }, Cancellation))
        .Items.Select(item => item.ProcessInstanceKey);
}
