namespace Fairlead.Engine.Tests;

/// <summary>What scenarios cannot say well; see ad-hoc-*.scenario for the rest.</summary>
public sealed class AdHocTests
{
    [Fact]
    public void The_job_takes_no_result_of_a_user_task()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("ad-hoc-agent.bpmn");
        engine.Create("agent");
        var result = new JobResult.UserTask(Denied: true, "no", Corrections: null);

        var reason = engine.Rejected(new Command.CompleteJob(engine.JobOf("tools"), default, result), RejectionCode.InvalidArgument);

        Assert.Contains("must be adHocSubProcess", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_so_many_elements_begin_at_once()
    {
        var engine = new EngineUnderTest { ChecksReplay = false };
        engine.Deploy("ad-hoc-agent.bpmn", "ad-hoc.bpmn");
        engine.Create("agent");
        Command Choose(int count) => new Command.CompleteJob(
            engine.JobOf("tools"),
            default,
            new JobResult.AdHocSubProcess([.. Enumerable.Repeat(new JobResult.ActivatedElement("search", default), count)], false, false));

        var reason = engine.Rejected(Choose(1_001), RejectionCode.InvalidArgument);
        engine.Do<Reply.Done>(Choose(1_000));
        engine.Finish();
        engine.Create("chosen", $$"""{"chosen": [{{string.Join(',', Enumerable.Repeat("\"a\"", 1_001))}}]}""");

        Assert.Contains("1,001 elements are too many", reason, StringComparison.Ordinal);
        Assert.Equal(1_000, engine.Events.OfType<Event.JobCreated>().Count(job => job.ElementId == "search"));
        var incident = Assert.Single(engine.Events.OfType<Event.IncidentCreated>());
        Assert.Equal(("EXTRACT_VALUE_ERROR", "desk"), (incident.ErrorType, incident.ElementId));
        engine.CompareWithReplay();
    }
}
