namespace Fairlead.Engine.Tests;

/// <summary>Commands that carry something of the wrong kind, or too little of it, are refused and change nothing.</summary>
public sealed class RefusalTests
{
    private static readonly ReadOnlyMemory<byte> NoObject = EngineUnderTest.Json("[1]");

    [Fact]
    public void A_signal_takes_only_a_JSON_object_along()
    {
        var engine = new EngineUnderTest();

        var reason = engine.Rejected(new Command.BroadcastSignal("storm", NoObject), RejectionCode.InvalidArgument);

        Assert.Contains("broadcast signal 'storm'", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_task_is_completed_only_with_a_JSON_object()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("migration-other.bpmn");
        engine.Create("inquiry-again", """{"nobody": "ann"}""");
        var task = engine.Events.OfType<Event.UserTaskCreating>().Single().Key;

        var reason = engine.Rejected(new Command.CompleteUserTask(task, NoObject, ""), RejectionCode.InvalidArgument);

        Assert.Contains($"complete user task {task.Value}", reason, StringComparison.Ordinal);
        engine.Do<Reply.Done>(new Command.CompleteUserTask(task, default, ""));
    }

    [Fact]
    public void A_job_is_held_for_a_millisecond_at_least()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("one-task.bpmn");
        engine.Create("one-task");
        var job = engine.Do<Reply.Jobs>(new Command.ActivateJobs("mail", "me", TimeSpan.FromMinutes(1), 1, [], 1)).Activated.Single().Key;

        var reason = engine.Rejected(new Command.UpdateJob(job, null, TimeSpan.FromMicroseconds(999)), RejectionCode.InvalidArgument);

        Assert.Contains("less than a millisecond", reason, StringComparison.Ordinal);
        engine.Do<Reply.Done>(new Command.UpdateJob(job, null, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void A_task_listener_does_not_answer_as_an_ad_hoc_sub_process()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("task-listeners.bpmn");
        engine.Create("listened", """{"order": "1"}""");
        var task = engine.Events.OfType<Event.UserTaskCreating>().Single().Key;
        engine.Do(new Command.AssignUserTask(task, "ann", true, ""));
        var job = engine.JobOf("listened-task");

        var reason = engine.Rejected(
            new Command.CompleteJob(job, default, new JobResult.AdHocSubProcess([], false, false)), RejectionCode.InvalidArgument);

        Assert.Contains("the result is that of another kind of job", reason, StringComparison.Ordinal);
        engine.Do<Reply.Done>(new Command.CompleteJob(job, default));
    }
}
