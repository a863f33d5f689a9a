using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

/// <summary>How calls are found.</summary>
public sealed class CallSearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_found_by_each_of_their_properties()
    {
        await using var journal = await CallJournal.OpenAsync();
        await journal.CallAsync(job: 1);
        var began = journal.Time.GetUtcNow();
        journal.Time.Advance(TimeSpan.FromSeconds(5));
        var key = await journal.BeginAsync(job: 2);
        journal.Store.End(key, CallJournal.Record(CallState.Failed) with
        {
            ErrorCode = "TEAPOT",
            ErrorMessage = "I am one.",
            Exchanges =
            [
                new RecordedExchange
                {
                    StartedAt = began,
                    RequestLine = "GET https://tea.example.com/pots/7",
                    RequestHeaders = [],
                    RequestBody = RecordedBody.None,
                    AnswerLine = "HTTP/1.1 418 I'm a teapot",
                },
            ],
        });

        CallFilter[] filters =
        [
            new() { CallKey = new CallKey(key) },
            new() { State = CallState.Failed },
            new() { JobKey = new JobKey(2) },
            new() { ProcessInstanceKey = new ProcessInstanceKey(32) },
            new() { ElementInstanceKey = new ElementInstanceKey(42) },
            new() { ErrorCode = "TEAPOT" },
            new() { ErrorMessage = "I am one." },
            new() { Host = "tea.example.com" },
            new() { Status = 418 },
            new() { IdempotencyKey = "c-2" },
            new() { Request = new Filter<string>([new FilterTerm<string>.Like("*pots/7*")]) },
            new() { StartTime = new Filter<DateTimeOffset>([new FilterTerm<DateTimeOffset>.GreaterThan(began)]) },
            new() { EndTime = new Filter<DateTimeOffset>([new FilterTerm<DateTimeOffset>.GreaterThan(began + TimeSpan.FromSeconds(1))]) },
        ];
        foreach (var filter in filters)
            Assert.Equal([key], (await journal.SearchAsync(filter)).Select(call => call.CallKey.Value));
        CallFilter[] ofBoth =
        [
            new() { Type = "io.camunda:http-json:1" },
            new() { ProcessDefinitionId = "order" },
            new() { ProcessDefinitionKey = new ProcessDefinitionKey(20) },
            new() { ElementId = "pay" },
            new() { TenantId = "<default>" },
            new() { Attempt = 1 },
            new() { TraceId = new Filter<string>([new FilterTerm<string>.Exists(Wanted: false)]) },
        ];
        foreach (var filter in ofBoth)
            Assert.Equal(2, (await journal.SearchAsync(filter)).Count);
    }

    [Fact]
    public async Task Pages_show_every_call_once_by_whatever_they_are_sorted()
    {
        await using var journal = await CallJournal.OpenAsync();
        for (var job = 1; job <= 23; job++)
            await journal.CallAsync(job % 7 + 1, job % 3 is 0 ? CallState.Failed : CallState.Completed);

        foreach (var field in Calls.CallRows.Resource.SortFields.Keys)
        {
            var seen = new List<long>();
            string? after = null;
            do
            {
                var page = await journal.Store.SearchAsync(
                    new SearchQuery<CallFilter>
                    {
                        Sort = [new SearchSort { Field = field, Order = SortOrder.Desc }],
                        Page = new SearchPage { Limit = 5, After = after },
                    },
                    Cancellation);
                Assert.Equal(23, page.Page.TotalItems);
                seen.AddRange(page.Items.Select(call => call.CallKey.Value));
                after = page.Items.Count > 0 ? page.Page.EndCursor : null;
            }
            while (after is not null);
            Assert.Equal(Enumerable.Range(1, 23).Select(key => (long)key), seen.Order());
        }
    }

    [Fact]
    public async Task A_sort_field_that_does_not_exist_is_refused()
    {
        await using var journal = await CallJournal.OpenAsync();

        var refused = await Assert.ThrowsAsync<ClusterException>(() => journal.SearchAsync(sort: "color"));

        Assert.Equal(ClusterError.InvalidArgument, refused.Error);
    }
}
