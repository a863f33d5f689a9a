using System.Globalization;
using System.Text;

namespace Fairlead.Engine.Tests;

/// <summary>
/// Writes events as lines for a reviewer: what happened, to which element, with keys shortened to the order in which they were given
/// out, and moments to what passed since the start.
/// </summary>
internal sealed class Journal
{
    private const long FirstKey = (1L << 51) + 1;

    private readonly Dictionary<long, string> _names = [];

    public string Line(Event @event)
    {
        var (what, details) = Describe(@event);
        return $"  {what,-22} {details}".TrimEnd();
    }

    public static string Text(Notice notice) => notice switch
    {
        Notice.JobsAvailable n => $"jobs of type {n.Type} are available",
        Notice.InstanceEnded { Variables: { } variables } n => $"instance {Key(n.Key.Value)} ended with {Json(variables)}",
        Notice.InstanceEnded n => $"instance {Key(n.Key.Value)} was cancelled",
        Notice.UserTaskSettled { Answer: Reply.Rejected refusal } n => $"user task {Key(n.Key.Value)}: {refusal.Code}: {refusal.Reason}",
        Notice.UserTaskSettled n => $"user task {Key(n.Key.Value)}: done",
        Notice.DefinitionsChanged => "definitions changed",
        _ => throw new System.Diagnostics.UnreachableException($"No line for {notice}."),
    };

    public string Text(Reply reply) => reply switch
    {
        Reply.Done => "done",
        Reply.Waiting r => $"waits for the listeners of {Name(r.Key.Value)}",
        Reply.Rejected r => $"{r.Code}: {r.Reason}",
        Reply.Deployed r => "deployed " + string.Join(
            ", ",
            [
                .. r.Processes.Select(p => Version(p.ProcessId, p.Version, p.VersionTag, p.Duplicate)),
                .. r.Decisions.Select(d => Version($"decision {d.DecisionId}", d.Version, d.VersionTag, d.Duplicate)),
                .. r.Requirements.Select(f => Version($"decisions {f.RequirementsId}", f.Version, null, f.Duplicate)),
                .. r.Resources.Select(f => Version($"{f.Kind} {f.ResourceId}", f.Version, f.VersionTag, f.Duplicate)),
            ]),
        Reply.Evaluated r => $"{r.Decision.DecisionId} v{r.Decision.Version} {(r.Record.Failure is { } failure ? $"failed: {failure}" : $"gave {Json(r.Output)}")}",
        Reply.Created r => $"created {Name(r.Key.Value)} of {r.ProcessId} v{r.Version}{Of(r.Tenant)}{Again(r.Duplicate)}",
        Reply.Jobs r => r.Activated.Count == 0
            ? "no jobs"
            : string.Join("\n    ", r.Activated.Select(job =>
                $"{Name(job.Key.Value)}{(job.Kind is JobKind.BpmnElement ? "" : $" {job.Kind} {job.ListenerEvent}")} {Json(job.Variables)}{string.Concat(job.Headers.Select(header => $" {header.Key}={header.Value}"))}{List(" tagged", job.Tags)}{Of(job.Tenant)}{Traces(job)}{Task(job.UserTask)}")),
        Reply.Published r => $"published {Name(r.Key.Value)}{Again(r.Duplicate)}",
        Reply.Broadcasted r => $"broadcast {Name(r.Key.Value)}",
        Reply.ConditionsEvaluated r => r.Started.Count == 0
            ? "nothing started"
            : $"started {string.Join(", ", r.Started.Select(started => $"{Name(started.Instance.Value)} of {Name(started.Definition.Value)}"))}",
        Reply.Kept r => $"kept as {(r.Key.Value == 0 ? "nothing" : Name(r.Key.Value))}{Again(r.Duplicate)}{(r.Known is { } known ? $", known as {(known.AnswerKey == 0 ? "discarded" : Name(known.AnswerKey))}" : "")}",
        Reply.Leased r => $"leased '{r.Lease.Name}' to {r.Lease.Owner} as {Name(r.Lease.Token)} until {Time(r.Lease.Until)}",
        Reply.Correlated r => $"correlated {Name(r.Key.Value)} with {Name(r.Instance.Value)}{Again(r.Duplicate)}",
        _ => throw new System.Diagnostics.UnreachableException($"No line for {reply}."),
    };

    public static string Time(Timestamp at)
    {
        var passed = TimeSpan.FromMilliseconds(at.UnixMilliseconds - EngineUnderTest.Start.UnixMilliseconds);
        return (passed < TimeSpan.Zero ? "-" : "") + passed.ToString(passed.Days != 0 ? @"d\.hh\:mm\:ss" : passed.Milliseconds != 0 ? @"hh\:mm\:ss\.fff" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);
    }

    private static string Version(string id, int version, string? tag, bool isDuplicate) =>
        $"{id} v{version}{(tag is null ? "" : $" '{tag}'")}{(isDuplicate ? " (unchanged)" : "")}";

    private static string Of(string? tenant) => tenant is null ? "" : $" of tenant {tenant}";

    private static string Again(bool isDuplicate) => isDuplicate ? " (again)" : "";

    private (string What, string Details) Describe(Event @event)
    {
        var details = @event switch
        {
            Event.ProcessDeployed e => $"{Named(e.Key.Value, $"{e.ProcessId} v{e.Version}")} from {e.ResourceName}{Of(e.Tenant)}",
            Event.RequirementsDeployed e => $"{Named(e.Key.Value, $"{e.RequirementsId} v{e.Version}")} from {e.ResourceName}{Of(e.Tenant)}",
            Event.DecisionDeployed e => $"{Named(e.Key.Value, $"{e.DecisionId} v{e.Version}")}{(e.VersionTag is null ? "" : $" '{e.VersionTag}'")} of {Name(e.Requirements.Value)}",
            Event.DecisionEvaluated e => $"{Named(e.Key.Value, "evaluation")} of {Name(e.Decision.Value)}{(e.Element is { } task ? $" for {Name(task.Value)}" : "")}{(e.Failure is { } failure ? $" failed in {e.FailedDecisionId}: {failure}" : "")}{string.Concat(e.Evaluated.Select(Text))}",
            Event.MessageStartOpened e => $"{Named(e.Key.Value, "start")} {e.ElementId} of {Name(e.Definition.Value)} for '{e.MessageName}'",
            Event.MessageStartClosed e => Name(e.Key.Value),
            Event.InstanceCreated e => $"{Named(e.Key.Value, e.ProcessId)} of {Name(e.Definition.Value)}{List(" tagged", e.Tags ?? [])}{BusinessId(e.BusinessId)}",
            Event.InstanceCalled e => $"{Named(e.Key.Value, e.ProcessId)} of {Name(e.Definition.Value)} by {Name(e.Caller.Value)} of {Name(e.CallerInstance.Value)}, {e.Depth} deep{BusinessId(e.BusinessId)}",
            Event.ElementActivating e => $"{Named(e.Key.Value, e.ElementId)} {e.Type} in {Name(e.Scope.Value)}{List(" from", e.Flows)}",
            Event.ElementActivated e => Name(e.Key.Value),
            Event.ElementCompleting e => Name(e.Key.Value),
            Event.ElementCompleted e => Name(e.Key.Value),
            Event.ElementTerminating e => Name(e.Key.Value),
            Event.ElementTerminated e => Name(e.Key.Value),
            Event.SequenceFlowTaken e => $"{e.FlowId} in {Name(e.Scope.Value)}",
            Event.VariableSet e => $"{e.Name} = {Json(e.Value)} in {Name(e.Scope.Value)} ({Key(e.Key.Value)})",
            Event.EventTriggered e => $"{e.CatchId} on {Name(e.Element.Value)}{(e.Interrupting ? "" : ", not interrupting")}{(e.Variables.Length > 0 ? $" {Json(e.Variables)}" : "")}",
            Event.ScopeInterrupted e => $"{Name(e.Scope.Value)} by {e.CatchId}{(e.Variables.Length > 0 ? $" {Json(e.Variables)}" : "")}",
            Event.SignalBroadcast e => $"{Named(e.Key.Value, "signal")} '{e.Name}' {Json(e.Variables)}{Of(e.Tenant)}",
            Event.SignalDeferred e => $"{Name(e.Key.Value)} goes on after {Name(e.After.Value)}{Of(e.Tenant)}",
            Event.SignalDone e => Name(e.Key.Value),
            Event.SignalSubscriptionOpened e => $"{Named(e.Key.Value, "subscription")} {e.CatchId} of {Name(e.Element?.Value ?? e.Definition.Value)} for '{e.SignalName}'",
            Event.SignalSubscriptionClosed e => Name(e.Key.Value),
            Event.InstanceTraced e => $"{Name(e.Instance.Value)} in {Trace(e.Parent, e.State)}",
            Event.MessageTraced e => $"{Name(e.Message.Value)} in {Trace(e.Parent, e.State)}",
            Event.TraceLinked e => $"{Name(e.Instance.Value)} to {Trace(e.Parent, e.State)}",
            Event.InstanceModified e => Name(e.Instance.Value),
            Event.ElementDiscarded e => Name(e.Key.Value),
            Event.InstanceMigrated e => $"{Name(e.Instance.Value)} to {Name(e.Definition.Value)}{List(", ends after", e.AfterElements)}",
            Event.ElementMigrated e => Migrated(e),
            Event.EndPlanned e => $"{Name(e.Instance.Value)} after {string.Join(" or ", e.AfterElements)}",
            Event.ListenerReached e => $"{e.Place} of {Name(e.Element.Value)}",
            Event.StartHeld e => $"{Name(e.Root.Value)} at {e.StartId}{(e.Variables.Length > 0 ? $" {Json(e.Variables)}" : "")}",
            Event.ConditionOpened e => $"{Named(e.Key.Value, "condition")} {e.CatchId} of {Name(e.Element?.Value ?? e.Definition.Value)}",
            Event.ConditionClosed e => Name(e.Key.Value),
            Event.ConditionsEvaluated e => $"{Named(e.Key.Value, "evaluation")}{(e.Definition is { } only ? $" of {Name(only.Value)}" : "")} {Json(e.Variables)}",
            Event.ConditionsDeferred e => $"{Named(e.Key.Value, "evaluation")} of {Name(e.Instance.Value)} for {string.Join(", ", e.Changes.Select(change => change.Name))} goes on after {Name(e.After.Value)}",
            Event.ConditionsDone e => Name(e.Key.Value),
            Event.CompensationOpened e => $"{Named(e.Key.Value, "compensation")} of {Name(e.Activity.Value)} in {Name(e.Scope.Value)}{(e.HandlerId is { } handler ? $" by {handler}" : "")}{(e.HasContent ? " and of what is in it" : "")}",
            Event.CompensationThrown e => $"{Name(e.Thrower.Value)} of all before {Key(e.Before.Value)}",
            Event.CompensationTriggered e => $"{Name(e.Key.Value)} by {Name(e.Handler.Value)} for {Name(e.Thrower.Value)}",
            Event.CompensationClosed e => Name(e.Key.Value),
            Event.LoopBegun e => $"{Name(e.Body.Value)} for {e.Items} items",
            Event.AdHocFulfilled e => Name(e.Element.Value),
            Event.JobCreated e => $"{Named(e.Key.Value, "job")} {e.Type} for {Name(e.Element.Value)}, {e.Retries} retries{(e.Kind is JobKind.BpmnElement ? "" : $" {e.Kind} {e.ListenerEvent}")}{(e.Headers is null ? "" : $" {string.Join(' ', e.Headers)}")}",
            Event.LoopResultSet e => $"{e.Name}[{e.Index}] = {Json(e.Value)} in {Name(e.Body.Value)} ({Key(e.Key.Value)})",
            Event.JobActivated e => $"{Name(e.Key.Value)} by {e.Worker} until {Time(e.Deadline)}",
            Event.JobCompleted e => Name(e.Key.Value),
            Event.JobFailed e => $"{Name(e.Key.Value)}, {e.RetriesLeft} retries left{(e.RetryAt is { } at ? $" at {Time(at)}" : "")}: {e.Message}",
            Event.JobAvailable e => $"{Name(e.Key.Value)} {e.Reason}",
            Event.JobErrorThrown e => $"{Name(e.Key.Value)} {e.Code}: {e.Message}",
            Event.JobCanceled e => Name(e.Key.Value),
            Event.JobUpdated e => $"{Name(e.Key.Value)}, {e.RetriesLeft} retries left{(e.Deadline is { } at ? $" until {Time(at)}" : "")}",
            Event.TimerScheduled e => $"{Named(e.Key.Value, "timer")} {e.CatchId} of {Name(e.Element?.Value ?? e.Definition.Value)} at {Time(e.Due)}{Repeating(e)}",
            Event.TimerFired e => Name(e.Key.Value),
            Event.TimerCanceled e => Name(e.Key.Value),
            Event.MessagePublished e => $"{Named(e.Key.Value, "message")} '{e.Name}' key '{e.CorrelationKey}'{(e.MessageId.Length > 0 ? $" id '{e.MessageId}'" : "")} until {Time(e.Deadline)} {Json(e.Variables)}{Of(e.Tenant)}",
            Event.MessageExpired e => Name(e.Key.Value),
            Event.SubscriptionOpened e => $"{Named(e.Key.Value, "subscription")} {e.CatchId} of {Name(e.Element.Value)} for '{e.MessageName}' key '{e.CorrelationKey}'",
            Event.SubscriptionCorrelated e => $"{Name(e.Key.Value)} with {Name(e.Message.Value)}",
            Event.SubscriptionClosed e => Name(e.Key.Value),
            Event.MessageStartCorrelated e => $"{Name(e.Message.Value)} with {e.ElementId}, starts {Name(e.Instance.Value)}",
            Event.UserTaskCreating e => $"{Named(e.Key.Value, "task")} {e.ElementId} for {Name(e.Element.Value)} {Attributes(e.Attributes)}{(e.ExternalForm is { } form ? $", form {form}" : "")}{(e.Form is { } linked ? $", form {Name(linked.Value)}" : "")}{(e.Headers.Count > 0 ? $" {string.Join(' ', e.Headers)}" : "")}",
            Event.UserTaskCreated e => $"{Name(e.Key.Value)} {Attributes(e.Attributes)}",
            Event.UserTaskChanging e => $"{Name(e.Key.Value)} {e.Phase}{(e.Action.Length > 0 ? $" '{e.Action}'" : "")}: {Changed(e.Changed)} {Attributes(e.Wanted)}{(e.Variables.Length > 0 ? $" {Json(e.Variables)}" : "")}",
            Event.UserTaskCorrected e => $"{Name(e.Key.Value)}: {Changed(e.Changed)} {Attributes(e.Wanted)}",
            Event.UserTaskDenied e => $"{Name(e.Key.Value)} {e.Phase}: {e.Reason}",
            Event.UserTaskChanged e => $"{Name(e.Key.Value)} {e.Phase} {Attributes(e.Attributes)}",
            Event.UserTaskCompleted e => $"{Name(e.Key.Value)} {Attributes(e.Attributes)}",
            Event.UserTaskCanceling e => Name(e.Key.Value),
            Event.UserTaskCanceled e => $"{Name(e.Key.Value)} {Attributes(e.Attributes)}",
            Event.IncidentCreated e => $"{Named(e.Key.Value, "incident")} on {Name(e.Element.Value)}{(e.Job is { } job ? $" for {Name(job.Value)}" : "")} {e.ErrorType}: {e.Message}",
            Event.IncidentResolved e => Name(e.Key.Value),
            Event.ClusterVariableCreated e => $"{Named(e.Key.Value, e.Name)} = {Json(e.Value)}{(e.IsGlobal ? "" : $" of tenant {e.Tenant ?? Tenant.Default}")}",
            Event.ClusterVariableUpdated e => $"{Name(e.Key.Value)} = {Json(e.Value)}",
            Event.ClusterVariableDeleted e => Name(e.Key.Value),
            Event.ResourceDeployed e => $"{Named(e.Key.Value, $"{e.ResourceId} v{e.Version}")} ({e.Kind}) from {e.ResourceName}{(e.VersionTag is null ? "" : $" '{e.VersionTag}'")}{Of(e.Tenant)}",
            Event.ResourceDeleted e => Name(e.Key.Value),
            Event.RequirementsDeleted e => Name(e.Key.Value),
            Event.ProcessDraining e => $"{Name(e.Key.Value)}{(e.DeletesHistory ? " and its history" : "")}",
            Event.ProcessDeleted e => Name(e.Key.Value),
            Event.WorkDeferred e => $"{Named(e.Key.Value, "work")} {e.Work.Kind} {Name(e.Work.Element.Value)}",
            Event.WorkResumed e => Name(e.Key.Value),
            Event.InboundAccepted e => $"'{e.DeduplicationKey}' as {Name(e.AnswerKey)} until {Time(e.KeptUntil)}",
            Event.InboundForgotten e => $"'{e.DeduplicationKey}'",
            Event.InboundApplied e => $"'{e.DeduplicationKey}' of {Target(e.Target)}{Of(e.Tenant)}{(e.Entry is { } entry ? $", kept as {Name(entry.Value)}," : "")} as {Name(e.AnswerKey)} until {Time(e.KeptUntil)}",
            Event.InboundKept e => $"{Named(e.Key.Value, "entry")}{(e.DeduplicationKey is null ? "" : $" '{e.DeduplicationKey}'")} of {Target(e.Target)}{Of(e.Tenant)} {(e.IsHeld ? "held" : $"because {e.Code}: {e.Reason}")} {Json(e.Payload)}{(e.MessageId is null ? "" : $", id {e.MessageId}")} until {Time(e.KeptUntil)}",
            Event.InboundTriedAgain e => $"{Name(e.Key.Value)} {(e.IsHeld ? "held" : $"because {e.Code}: {e.Reason}")} until {Time(e.KeptUntil)}",
            Event.InboundEdited e => $"{Name(e.Key.Value)} {Json(e.Payload)}",
            Event.InboundEnded e => $"{Name(e.Key.Value)} {e.End}{(e.AnswerKey == 0 ? "" : $" as {Name(e.AnswerKey)}")}{(e.RememberedUntil is { } until ? $" until {Time(until)}" : "")}",
            Event.InboundKeptLonger e => $"{Name(e.Key.Value)} until {Time(e.KeptUntil)}{(e.IsSpared ? " at least" : "")}",
            Event.TriggerSuspended e => $"{Named(e.Key.Value, "suspension")} {e.ProcessId}{(e.ElementId is null ? "" : $" {e.ElementId}")}{Of(e.Tenant)}",
            Event.TriggerResumed e => Name(e.Key.Value),
            Event.LeaseTaken e => $"{Named(e.Token, "token")} '{e.Name}' by {e.Owner} until {Time(e.Until)}",
            Event.LeaseRenewed e => $"{Name(e.Token)} until {Time(e.Until)}",
            Event.LeaseEnded e => Name(e.Token),
            Event.PlaceMoved e => $"{e.Name}{Of(e.Tenant)} to '{e.Value}'",
            _ => throw new System.Diagnostics.UnreachableException($"No line for {@event}."),
        };
        return (@event.GetType().Name, details);
    }

    private static string Target(InboundTarget target) => $"{target.ProcessId}/{target.ElementId} ({target.Type})";

    private string Text(EvaluatedDecision decision) =>
        $"\n    {Name(decision.Key.Value)} {decision.Type} = {Json(decision.Output)}{Values(" from", decision.Inputs)}"
        + string.Concat(decision.Rules.Select(rule => $"\n      rule {rule.Index} {rule.Id}{Values(" gives", rule.Outputs)}"));

    private static string Values(string word, IReadOnlyList<EvaluatedValue> values) =>
        List(word, [.. values.Select(value => $"{value.Name} {Json(value.Value)}")]);

    /// <summary>What has another name from now on is called by that.</summary>
    private string Migrated(Event.ElementMigrated e)
    {
        var before = Name(e.Key.Value);
        return $"{before} is {Named(e.Key.Value, e.ElementId)} of {e.ProcessId} v{e.Version}{List(", tokens on", e.Flows)}"
            + string.Concat(e.Renamed.Chunk(2).Select(pair => $", {pair[0]} is {pair[1]}{(e.Interrupting.Contains(pair[1]) ? " (interrupting)" : "")}"))
            + (e.Job is { } job ? $", with {Name(job.Value)} {string.Join(' ', e.JobHeaders)}".TrimEnd() : "")
            + (e.Incident is { } incident ? $", with {Name(incident.Value)}" : "");
    }

    private static string Repeating(Event.TimerScheduled e) =>
        e.Interval is null ? "" : $", then every {e.Interval}{(e.RepetitionsLeft is { } left ? $", {left} in all" : "")}";

    private static string BusinessId(string? id) => id is null ? "" : $" for '{id}'";

    private static string List(string word, IReadOnlyList<string> items) =>
        items.Count == 0 ? "" : $"{word} {string.Join(" + ", items)}";

    private static string Changed(IReadOnlyList<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", names);

    /// <summary>Those that say something.</summary>
    private static string Attributes(UserTaskAttributes attributes)
    {
        string[] said =
        [
            attributes.Assignee.Length > 0 ? $"to {attributes.Assignee}" : "",
            attributes.CandidateUsers.Count > 0 ? $"users {string.Join('+', attributes.CandidateUsers)}" : "",
            attributes.CandidateGroups.Count > 0 ? $"groups {string.Join('+', attributes.CandidateGroups)}" : "",
            attributes.DueDate.Length > 0 ? $"due {attributes.DueDate}" : "",
            attributes.FollowUpDate.Length > 0 ? $"follow-up {attributes.FollowUpDate}" : "",
            $"priority {attributes.Priority}",
        ];
        return $"({string.Join(", ", said.Where(text => text.Length > 0))})";
    }

    private static string Trace(string parent, string? state) => $"{parent}{(state is null ? "" : $" with {state}")}";

    private static string Traces(ActivatedJob job) =>
        (job.Trace is { } trace ? $" in {Trace(trace.Parent, trace.State)}" : "")
        + List(" linked to", [.. job.TraceLinks.Select(link => Trace(link.Parent, link.State))]);

    private string Task(ActivatedUserTask? task) => task is null
        ? ""
        : $" of {Name(task.Key.Value)}{(task.Action.Length > 0 ? $" '{task.Action}'" : "")}: {Changed(task.Changed)} {Attributes(task.Wanted)}";

    private string Named(long key, string name)
    {
        _names[key] = $"{name}{Key(key)}";
        return _names[key];
    }

    private string Name(long key) => _names.GetValueOrDefault(key) ?? Key(key);

    private static string Key(long key) => $"#{key - FirstKey + 1}";

    private static string Json(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
