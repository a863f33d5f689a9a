using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

/// <summary>Who changes a task hears what its listeners say, and finds the task as it is.</summary>
public sealed class UserTaskTests
{
    private const string Listener =
        """<zeebe:taskListeners><zeebe:taskListener eventType="completing" type="check" /></zeebe:taskListeners>""";

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_answered_when_the_listener_has_agreed()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(test, Listener);
        var completing = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, """{"ok":true}"""u8.ToArray(), "approve", Cancellation);
        var job = Assert.Single(await test.PollAsync("check", Long));

        Assert.False(completing.IsCompleted);
        Assert.Equal(JobKind.TaskListener, job.Kind);
        Assert.Equal(JobListenerEventType.Completing, job.ListenerEventType);
        Assert.Equal("approve", job.UserTask!.Action);
        Assert.Equal(UserTaskState.Completing, (await FindAsync(test, task.UserTaskKey)).State);
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
        await completing;

        Assert.Equal(UserTaskState.Completed, (await FindAsync(test, task.UserTaskKey)).State);
        Assert.Equal(ProcessInstanceState.Completed, (await test.Cluster.Search.FindInstanceAsync(task.ProcessInstanceKey, Cancellation))!.State);
    }

    [Fact]
    public async Task Who_wants_a_change_that_a_listener_denies_hears_why()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(test, Listener);
        var completing = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, default, "", Cancellation);
        var job = Assert.Single(await test.PollAsync("check", Long));

        await test.Cluster.CompleteJobAsync(job.Key, default, new JobResultBody { Denied = true, DeniedReason = "not yet" }, Cancellation);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => completing);

        Assert.Equal(ClusterError.InvalidState, refusal.Error);
        Assert.StartsWith("Command 'COMPLETE' rejected with code 'INVALID_STATE': ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("a task listener denied it: not yet", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((true, "not yet"), await DenialAsync(new JobFilter { IsDenied = true }));
        Assert.Equal((true, "not yet"), await DenialAsync(new JobFilter { DeniedReason = "not yet" }));

        async Task<(bool?, string?)> DenialAsync(JobFilter filter)
        {
            var found = await test.Cluster.Search.SearchAsync(new SearchQuery<JobFilter> { Filter = filter }, Cancellation);
            var denied = Assert.Single(found.Items);
            Assert.Equal(job.Key, denied.JobKey);
            return (denied.IsDenied, denied.DeniedReason);
        }
        Assert.Equal(UserTaskState.Created, (await FindAsync(test, task.UserTaskKey)).State);
    }

    [Fact]
    public async Task Who_waits_for_listeners_too_long_hears_that_the_change_goes_on()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(test, Listener);
        var completing = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, default, "", Cancellation);
        var job = Assert.Single(await test.PollAsync("check", Long));

        test.Time.Advance(TimeSpan.FromSeconds(11));
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => completing);

        Assert.Equal(ClusterError.DeadlineExceeded, refusal.Error);
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
        Assert.Equal(UserTaskState.Completed, (await FindAsync(test, task.UserTaskKey)).State);
    }

    [Fact]
    public async Task Who_waits_for_listeners_hears_at_once_that_the_instance_was_cancelled()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(test, Listener);
        var completing = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, default, "", Cancellation);
        Assert.Single(await test.PollAsync("check", Long));

        await test.Cluster.CancelInstanceAsync(task.ProcessInstanceKey, Cancellation);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => completing);

        Assert.Equal(ClusterError.InvalidState, refusal.Error);
        Assert.Equal(UserTaskState.Canceled, (await FindAsync(test, task.UserTaskKey)).State);
    }

    [Fact]
    public async Task A_change_goes_on_after_a_crash_although_nobody_waits_any_more()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(test, Listener);
        var completing = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, """{"ok":true}"""u8.ToArray(), "", Cancellation);
        var job = Assert.Single(await test.PollAsync("check", Long));

        await test.CrashAsync();
        await Assert.ThrowsAsync<ClusterException>(() => completing);
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);

        Assert.Equal(UserTaskState.Completed, (await FindAsync(test, task.UserTaskKey)).State);
    }

    [Fact]
    public async Task Who_waits_for_listeners_hears_that_the_cluster_shuts_down()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(test, Listener);
        var completing = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, default, "", Cancellation);
        Assert.Single(await test.PollAsync("check", Long));

        await test.Cluster.DisposeAsync();

        Assert.Equal(ClusterError.Unavailable, (await Assert.ThrowsAsync<ClusterException>(() => completing)).Error);
    }

    /// <summary>A listener may answer, and the next caller may come, in one turn of the partition: each has his own answer.</summary>
    [Fact]
    public async Task Changes_one_after_the_other_do_not_take_each_others_answers()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(test, Listener);
        var first = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, default, "", Cancellation);
        var job = Assert.Single(await test.PollAsync("check", Long));
        test.Store.Hold();
        Task[] calls =
        [
            test.Cluster.CompleteJobAsync(job.Key, default, new JobResultBody { Denied = true }, Cancellation),
            test.Cluster.UserTasks.AssignAsync(task.UserTaskKey, "ann", allowOverride: true, "", Cancellation),
            test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, default, "", Cancellation),
        ];
        test.Store.Release();

        await Assert.ThrowsAsync<ClusterException>(() => first);
        await calls[0];
        await calls[1];
        var again = Assert.Single(await test.PollAsync("check", Long));
        Assert.False(calls[2].IsCompleted);
        await test.Cluster.CompleteJobAsync(again.Key, default, Cancellation);
        await calls[2];
    }

    [Fact]
    public async Task Tasks_are_found_by_who_may_do_them()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(
            test,
            """
            <zeebe:assignmentDefinition assignee="ann" candidateGroups="sales, it" candidateUsers="bob" />
            <zeebe:taskSchedule dueDate="2031-01-01T00:00:00+01:00" followUpDate="2030-12-01T00:00:00Z" />
            <zeebe:priorityDefinition priority="70" />
            <zeebe:formDefinition externalReference="form-1" />
            <zeebe:taskHeaders><zeebe:header key="color" value="red" /></zeebe:taskHeaders>
            <zeebe:ioMapping><zeebe:input source="7" target="local" /></zeebe:ioMapping>
            """);

        Assert.Equal(("ann", 70, "form-1", "red", "Review"), (task.Assignee, task.Priority, task.ExternalFormReference, task.CustomHeaders["color"], task.Name));
        Assert.Equal(new DateTimeOffset(2030, 12, 31, 23, 0, 0, TimeSpan.Zero), task.DueDate);
        Assert.Equal(["sales", "it"], task.CandidateGroups);
        Assert.Equal(1, await CountAsync(test, new() { CandidateGroup = "it", CandidateUser = "bob", Assignee = "ann" }));
        Assert.Equal(0, await CountAsync(test, new() { CandidateGroup = "i" }));
        Assert.Equal(1, await CountAsync(test, new() { CandidateGroup = new Filter<string>([new FilterTerm<string>.Like("i*")]) }));
        Assert.Equal(0, await CountAsync(test, new() { CandidateUser = new Filter<string>([new FilterTerm<string>.Exists(false)]) }));
        Assert.Equal(1, await CountAsync(test, new() { Priority = new Filter<int>([new FilterTerm<int>.AtLeast(70)]), State = UserTaskState.Created }));
        Assert.Equal(1, await CountAsync(test, new() { LocalVariables = [new() { Name = "local", Value = "\"7\"" }] }));
        Assert.Equal(0, await CountAsync(test, new() { ProcessInstanceVariables = [new() { Name = "local", Value = "\"7\"" }] }));
        Assert.Equal(1, await CountAsync(test, new() { ProcessInstanceVariables = [new() { Name = "order", Value = "1" }] }));

        await test.Cluster.UserTasks.UpdateAsync(
            task.UserTaskKey, new UserTaskChangeset { DueDate = "", CandidateGroups = [], Priority = 0 }, "", Cancellation);
        await test.Cluster.UserTasks.UnassignAsync(task.UserTaskKey, "", Cancellation);
        var changed = await FindAsync(test, task.UserTaskKey);
        Assert.Equal((null, null, 0), (changed.Assignee, changed.DueDate, changed.Priority));
        Assert.Empty(changed.CandidateGroups);
        Assert.Equal(task.FollowUpDate, changed.FollowUpDate);
        Assert.Equal(1, await CountAsync(test, new() { CandidateGroup = new Filter<string>([new FilterTerm<string>.Exists(false)]) }));
    }

    [Fact]
    public async Task A_listener_finds_the_headers_of_its_task_in_its_job_and_people_do_in_a_search()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(
            test, Listener + """<zeebe:taskHeaders><zeebe:header key="color" value="red" /></zeebe:taskHeaders>""");
        var completing = test.Cluster.UserTasks.CompleteAsync(task.UserTaskKey, default, "", Cancellation);
        var job = Assert.Single(await test.PollAsync("check", Long));
        var found = Assert.Single((await test.Cluster.Search.SearchAsync(
            new SearchQuery<JobFilter> { Filter = new() { Kind = JobKind.TaskListener } }, Cancellation)).Items);
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
        await completing;

        Assert.Equal(job.Key, found.JobKey);
        Assert.Equal("red", job.Headers["color"]);
        Assert.Equal(job.Headers, found.CustomHeaders);
    }

    [Fact]
    public async Task A_task_sees_its_own_variables_and_those_around_it()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var task = await BeginAsync(
            test, """<zeebe:ioMapping><zeebe:input source="=order + 1" target="order" /><zeebe:input source="=2" target="local" /></zeebe:ioMapping>""");
        var all = await SearchAsync(onlyNearest: false);
        var nearest = await SearchAsync(onlyNearest: true);

        Assert.Equal("local=2 order=1 order=2 other=3", all);
        Assert.Equal("local=2 order=2 other=3", nearest);

        async Task<string> SearchAsync(bool onlyNearest)
        {
            var found = await test.Cluster.Search.SearchVariablesAsync(
                task.UserTaskKey, new SearchQuery<UserTaskVariableFilter>(), onlyNearest, truncateValues: true, Cancellation);
            return string.Join(' ', found.Items.Select(item => $"{item.Name}={item.Value}").Order(StringComparer.Ordinal));
        }
    }

    private static async Task<UserTaskItem> BeginAsync(ClusterUnderTest test, string extensions)
    {
        await test.Cluster.DeployAsync([Processes.UserTask("order", extensions)], Cancellation);
        var instance = await test.StartAsync("""{"order":1,"other":3}""");
        var found = await test.Cluster.Search.SearchAsync(
            new SearchQuery<UserTaskFilter> { Filter = new() { ProcessInstanceKey = instance.Key } }, Cancellation);
        return Assert.Single(found.Items);
    }

    private static async Task<UserTaskItem> FindAsync(ClusterUnderTest test, UserTaskKey key) =>
        (await test.Cluster.Search.FindUserTaskAsync(key, Cancellation))!;

    private static async Task<int> CountAsync(ClusterUnderTest test, UserTaskFilter filter) =>
        (await test.Cluster.Search.SearchAsync(new SearchQuery<UserTaskFilter> { Filter = filter }, Cancellation)).Items.Count;
}
