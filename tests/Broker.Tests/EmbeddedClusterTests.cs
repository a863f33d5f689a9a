using System.Text;
using System.Text.Json;
using Fairlead.Broker.Journaling;
using Fairlead.Broker.Storage;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Broker.Tests;

public sealed class EmbeddedClusterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_process_drains_and_then_its_history_goes()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var ended = await test.StartAsync();
        await test.Cluster.CancelInstanceAsync(ended.Key, Cancellation);
        var running = await test.StartAsync();
        var key = running.DefinitionKey;

        await test.Cluster.DeleteResourceAsync(key.Value, deletesHistory: true, Cancellation);
        await test.CrashAsync();
        Assert.Equal(ProcessDefinitionState.Draining, (await test.Cluster.Search.FindDefinitionAsync(key, Cancellation))!.State);
        Assert.Empty(await FindDefinitionsAsync(test, new() { IsLatestVersion = true }));
        Assert.Equal([key], await FindDefinitionsAsync(test, new() { State = ProcessDefinitionState.Draining }));
        await Assert.ThrowsAsync<ClusterException>(() => test.StartAsync());

        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
        Assert.NotEqual(0, (await test.Cluster.GetDefinitionXmlAsync(key, Cancellation)).Length);
        while (await test.Cluster.Search.FindDefinitionAsync(key, Cancellation) is { } left)
        {
            Assert.Equal(ProcessDefinitionState.Deleted, left.State);
            test.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Null(await test.Cluster.Search.FindInstanceAsync(ended.Key, Cancellation));
        Assert.Null(await test.Cluster.Search.FindInstanceAsync(running.Key, Cancellation));
    }

    [Fact]
    public async Task Without_its_history_a_deleted_process_can_still_be_looked_at()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var started = await test.StartAsync();
        await test.Cluster.CancelInstanceAsync(started.Key, Cancellation);
        await test.Cluster.DeleteResourceAsync(started.DefinitionKey.Value, deletesHistory: false, Cancellation);
        test.Time.Advance(TimeSpan.FromMinutes(1));
        await test.CrashAsync();

        Assert.Equal(
            ProcessDefinitionState.Deleted, (await test.Cluster.Search.FindDefinitionAsync(started.DefinitionKey, Cancellation))!.State);
        Assert.NotEqual(0, (await test.Cluster.GetDefinitionXmlAsync(started.DefinitionKey, Cancellation)).Length);
        Assert.NotNull(await test.Cluster.Search.FindInstanceAsync(started.Key, Cancellation));
        var again = await Assert.ThrowsAsync<ClusterException>(
            () => test.Cluster.DeleteResourceAsync(started.DefinitionKey.Value, deletesHistory: false, Cancellation));
        Assert.Equal(ClusterError.NotFound, again.Error);
    }

    /// <summary>The setting reaches the engine.</summary>
    [Fact]
    public async Task A_business_id_can_be_made_unique()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { UniqueBusinessIds = true });
        await test.DeployAsync("pay");
        var request = new CreateInstance { ProcessId = "order", BusinessId = "case-7" };
        var first = await test.Cluster.CreateInstanceAsync(request, Cancellation);
        await test.CrashAsync();

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.CreateInstanceAsync(request, Cancellation));
        Assert.Equal(ClusterError.AlreadyExists, refusal.Error);
        await test.Cluster.CancelInstanceAsync(first.Key, Cancellation);
        await test.Cluster.CreateInstanceAsync(request, Cancellation);
    }

    [Fact]
    public async Task An_instance_runs_from_its_start_to_the_awaited_result()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var running = test.Cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = "order", Variables = """{"amount": 3}"""u8.ToArray(), AwaitCompletion = true }, Cancellation);
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.FromSeconds(10)));

        Assert.Equal("""{"amount":3}""", Encoding.UTF8.GetString(job.Variables.Span).Replace(" ", "", StringComparison.Ordinal));
        await test.Cluster.CompleteJobAsync(job.Key, """{"paid": true}"""u8.ToArray(), Cancellation);
        var ended = await running;

        Assert.Equal(job.ProcessInstanceKey, ended.Key);
        Assert.Contains("\"paid\"", Encoding.UTF8.GetString(ended.Variables.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_and_their_files_can_be_had()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var changed = new TaskCompletionSource();
        test.Cluster.DefinitionsChanged += changed.SetResult;
        var file = Processes.Tasks("order", "pay");

        var deployed = Assert.Single((await test.Cluster.DeployAsync([file], Cancellation)).Definitions);
        await changed.Task;

        Assert.Equal(deployed.Key, Assert.Single(await test.Cluster.FindDefinitionsAsync(Cancellation)).Key);
        Assert.Equal(file.Content.ToArray(), (await test.Cluster.GetDefinitionXmlAsync(deployed.Key, Cancellation)).ToArray());
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.GetDefinitionXmlAsync(new(1), Cancellation));
        Assert.Equal(ClusterError.NotFound, refusal.Error);
    }

    [Fact]
    public async Task A_rejection_has_the_frame_of_the_gateway_protocol()
    {
        await using var test = await ClusterUnderTest.OpenAsync();

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.CompleteJobAsync(new(42), default, Cancellation));

        Assert.Equal(ClusterError.NotFound, refusal.Error);
        Assert.StartsWith("Command 'COMPLETE' rejected with code 'NOT_FOUND': ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_that_are_no_object_are_refused_before_the_engine()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.StartAsync("[1]"));

        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
    }

    [Fact]
    public async Task A_job_is_held_for_the_time_its_worker_asks_for_later()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.StartAsync();
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));

        await test.Cluster.UpdateJobTimeoutAsync(job.Key, TimeSpan.FromHours(1), Cancellation);
        test.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Empty(await test.PollAsync("pay", TimeSpan.Zero));
        test.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(job.Key, Assert.Single(await test.PollAsync("pay", TimeSpan.Zero)).Key);
    }

    [Fact]
    public async Task Waiting_for_a_result_ends_at_its_deadline_and_the_instance_goes_on()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var running = test.Cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = "order", AwaitCompletion = true, Wait = TimeSpan.FromSeconds(5) }, Cancellation);
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.FromSeconds(60)));

        test.Time.Advance(TimeSpan.FromSeconds(6));
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => running);

        Assert.Equal(ClusterError.DeadlineExceeded, refusal.Error);
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
    }

    [Fact]
    public async Task Whoever_waits_for_a_result_hears_at_once_that_it_was_cancelled()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var running = test.Cluster.CreateInstanceAsync(new CreateInstance { ProcessId = "order", AwaitCompletion = true }, Cancellation);
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.FromSeconds(60)));

        await test.Cluster.CancelInstanceAsync(job.ProcessInstanceKey, Cancellation);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => running);

        Assert.Equal(ClusterError.DeadlineExceeded, refusal.Error);
    }

    [Fact]
    public async Task A_repeated_outside_event_gets_its_first_answer_also_after_a_crash()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var request = new CreateInstance { ProcessId = "order", DeduplicationKey = "hook/7" };
        var first = await test.Cluster.CreateInstanceAsync(request, Cancellation);

        await test.CrashAsync();
        var second = await test.Cluster.CreateInstanceAsync(request with { AwaitCompletion = true }, Cancellation);

        Assert.False(first.Duplicate);
        Assert.True(second.Duplicate);
        Assert.Equal(first.Key, second.Key);
    }

    [Fact]
    public async Task Who_asks_again_for_an_awaited_instance_gets_the_same_end_also_after_it_and_after_a_crash()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var request = new CreateInstance { ProcessId = "order", DeduplicationKey = "hook/7", AwaitCompletion = true, Wait = TimeSpan.FromSeconds(5) };
        var first = test.Cluster.CreateInstanceAsync(request, Cancellation);
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.FromSeconds(60)));
        var late = test.Cluster.CreateInstanceAsync(request with { Wait = TimeSpan.FromMinutes(5) }, Cancellation);
        await test.Cluster.FindDefinitionsAsync(Cancellation);
        Assert.False(late.IsCompleted);
        // Who waits for less time does not end the others' waiting.
        test.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(ClusterError.DeadlineExceeded, (await Assert.ThrowsAsync<ClusterException>(() => first)).Error);
        var third = test.Cluster.CreateInstanceAsync(request, Cancellation);

        await test.Cluster.FindDefinitionsAsync(Cancellation);
        await test.Cluster.CompleteJobAsync(job.Key, """{"paid": true, "text": "é"}"""u8.ToArray(), Cancellation);
        var (second, same) = (await late, await third);
        await test.CrashAsync();
        var afterwards = await test.Cluster.CreateInstanceAsync(request, Cancellation);

        foreach (var answer in new[] { second, same, afterwards })
        {
            Assert.Equal((true, job.ProcessInstanceKey), (answer.Duplicate, answer.Key));
            using var variables = JsonDocument.Parse(answer.Variables);
            Assert.Equal(["paid", "text"], variables.RootElement.EnumerateObject().Select(variable => variable.Name).Order(StringComparer.Ordinal));
            Assert.Equal("é", variables.RootElement.GetProperty("text").GetString());
        }

        var some = await test.Cluster.CreateInstanceAsync(request with { FetchVariables = ["paid"] }, Cancellation);
        Assert.Equal("""{"paid":true}""", Encoding.UTF8.GetString(some.Variables.Span));
    }

    [Fact]
    public async Task Who_asks_again_for_an_awaited_instance_that_was_terminated_gets_its_key()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var request = new CreateInstance { ProcessId = "order", DeduplicationKey = "hook/7", AwaitCompletion = true };
        var first = test.Cluster.CreateInstanceAsync(request, Cancellation);
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.FromSeconds(60)));
        await test.Cluster.CancelInstanceAsync(job.ProcessInstanceKey, Cancellation);
        await Assert.ThrowsAsync<ClusterException>(() => first);

        var second = await test.Cluster.CreateInstanceAsync(request, Cancellation);

        Assert.Equal((job.ProcessInstanceKey, true, true), (second.Key, second.Duplicate, second.Variables.IsEmpty));
    }

    [Fact]
    public async Task A_defect_costs_one_command_its_answer_and_nothing_else()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var batch = new StoreBatch();
        batch.Put(ColumnFamily.Of(Family.Jobs), Position.ToKey(42), "no job that any version wrote"u8);
        test.Store.Write(batch);

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.CompleteJobAsync(new(42), default, Cancellation));

        Assert.Equal(ClusterError.Internal, refusal.Error);
        Assert.Contains("id ", refusal.Message, StringComparison.Ordinal);
        Assert.NotEqual(default, await test.StartAsync());
        Assert.IsType<BrokerHealth.Healthy>(test.Cluster.Health);
    }

    [Fact]
    public async Task Whoever_leaves_while_waiting_for_a_result_is_forgotten_and_the_instance_goes_on()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        using var leaving = new CancellationTokenSource();
        var running = test.Cluster.CreateInstanceAsync(new CreateInstance { ProcessId = "order", AwaitCompletion = true }, leaving.Token);
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.FromSeconds(60)));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        test.Time.Advance(TimeSpan.FromSeconds(20));

        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
    }

    [Fact]
    public void Options_out_of_bounds_are_refused_with_their_name()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Broker:CommandsWaitingAtMost", "0")]).Build());
        services.AddBroker();
        services.AddOptions<BrokerOptions>().BindConfiguration(BrokerOptions.Section);
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<BrokerOptions>>().Value);

        Assert.Contains("CommandsWaitingAtMost", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_closing_commands_are_refused_and_waiting_polls_end()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var poll = test.PollAsync("pay", TimeSpan.FromHours(1));
        await test.Cluster.FindDefinitionsAsync(Cancellation);

        await test.Cluster.DisposeAsync();

        Assert.Empty(await poll);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.StartAsync());
        Assert.Equal(ClusterError.Unavailable, refusal.Error);
        Assert.IsType<BrokerHealth.Stopping>(test.Cluster.Health);
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_and_can_be_opened_when_it_is_free()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var first = test.Cluster;

        var refusal = await Assert.ThrowsAsync<DataFolderException>(test.OpenAgainAsync);
        Assert.Equal(DataFolderException.Locked, refusal.Code);

        await first.DisposeAsync();
        await test.OpenAgainAsync();
        Assert.IsType<BrokerHealth.Healthy>(test.Cluster.Health);
    }

    private static async Task<IEnumerable<ProcessDefinitionKey>> FindDefinitionsAsync(ClusterUnderTest test, ProcessDefinitionFilter filter)
    {
        var found = await test.Cluster.Search.SearchAsync(new SearchQuery<ProcessDefinitionFilter> { Filter = filter }, Cancellation);
        return found.Items.Select(item => item.ProcessDefinitionKey);
    }
}
