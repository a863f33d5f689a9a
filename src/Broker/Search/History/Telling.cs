using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Engine;

namespace Fairlead.Broker.Search.History;

/// <summary>Says in words what an event means for the instance whose story it is in.</summary>
/// <param name="instance">Whose story it is.</param>
internal sealed partial class Telling(long instance, IReadOnlyDictionary<long, TellingElement> elements, IReadOnlyDictionary<string, string> names)
{
    private const int ValueAtMost = 200;

    /// <summary>For example <c>JOB_CREATED</c>.</summary>
    public static string NameOf(Event @event) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(@event.GetType().Name);

    /// <summary>The element that it is about; null when it is about the whole instance.</summary>
    public static ElementKey? ElementOf(Event @event) => @event switch
    {
        Event.ElementActivating e => e.Key,
        Event.ElementCompleted e => e.Key,
        Event.ElementTerminated e => e.Key,
        Event.VariableSet e => e.Scope,
        Event.EventTriggered e => e.Element,
        Event.LoopBegun e => e.Body,
        Event.LoopResultSet e => e.Body,
        Event.AdHocFulfilled e => e.Element,
        Event.ScopeInterrupted e => e.Scope,
        Event.SequenceFlowTaken e => e.Scope,
        Event.JobCreated e => e.Element,
        Event.TimerScheduled e => e.Element,
        Event.SubscriptionOpened e => e.Element,
        Event.SignalSubscriptionOpened e => e.Element,
        Event.DecisionEvaluated e => e.Element,
        Event.IncidentCreated e => e.Element,
        Event.IncidentResolved e => e.Element,
        Event.ElementDiscarded e => e.Key,
        Event.ConditionOpened e => e.Element,
        Event.CompensationOpened e => e.Activity,
        Event.CompensationThrown e => e.Thrower,
        Event.CompensationTriggered e => e.Handler,
        Event.ElementMigrated e => e.Key,
        Event.UserTaskCreating e => e.Element,
        _ => null,
    };

    public string Words(Event @event) => @event switch
    {
        Event.InstanceCreated e => $"Process {e.ProcessId}, version {e.Version}, begins.",
        Event.InstanceCalled e when e.Key.Value == instance =>
            $"Process {e.ProcessId}, version {e.Version}, begins: instance {e.CallerInstance.Value} calls it.",
        Event.InstanceCalled e => $"{Element(e.Caller)} calls process {e.ProcessId}, version {e.Version}: instance {e.Key.Value}.",
        Event.StartHeld e => $"Will begin at {Named(e.StartId)} when the listeners to its start are done.",
        Event.ElementActivating e => $"{Element(e.Key)} begins.",
        Event.ElementCompleted e => e.Key.Value == instance ? "The instance completes." : $"{Element(e.Key)} completes.",
        Event.ElementTerminated e => e.Key.Value == instance ? "The instance is ended early." : $"{Element(e.Key)} is ended early.",
        Event.SequenceFlowTaken e => $"Takes flow {Named(e.FlowId)}.",
        Event.VariableSet e => $"Sets {e.Name} = {Value(e.Value)}{In(e.Scope)}.",
        Event.EventTriggered e => $"{Named(e.CatchId)} happens{(e.Interrupting ? "" : ", beside what goes on")}.",
        Event.LoopBegun e => $"{Element(e.Body)} has {Count(e.Items, "item")} to go through.",
        Event.LoopResultSet e => $"Sets item {e.Index + 1} of {e.Name} = {Value(e.Value)}{In(e.Body)}.",
        Event.AdHocFulfilled e => $"{Element(e.Element)} has done enough: it completes when what runs in it has ended.",
        Event.ScopeInterrupted e => $"{Named(e.CatchId)} interrupts what runs{In(e.Scope)}.",
        Event.JobCreated e => Creates(e),
        Event.JobActivated e => $"Worker {e.Worker} takes job {e.Key.Value} until {Moment(e.Deadline)}.",
        Event.JobCompleted e => $"Job {e.Key.Value} is done.",
        Event.JobFailed e => Fails(e),
        Event.JobAvailable e => $"Job {e.Key.Value} can be taken again: {Because(e.Reason)}.",
        Event.JobErrorThrown e => $"Job {e.Key.Value} throws error {e.Code}{(e.Message.Length > 0 ? $": {e.Message}" : "")}{Stop(e.Message)}",
        Event.JobCanceled e => $"Job {e.Key.Value} is taken back.",
        Event.JobUpdated e =>
            $"Job {e.Key.Value} now has {Count(e.RetriesLeft, "attempt")}{(e.Deadline is { } at ? $" and is held until {Moment(at)}" : "")}.",
        Event.TimerScheduled e => $"{Named(e.CatchId)} is due at {Moment(e.Due)}.",
        Event.SubscriptionOpened e => $"{Named(e.CatchId)} waits for message {e.MessageName} with key {e.CorrelationKey}.",
        Event.SubscriptionCorrelated e => $"Message {e.Message.Value} arrives.",
        Event.MessageStartCorrelated e => $"Message {e.Message.Value} starts it at {Named(e.ElementId)}.",
        Event.InboundApplied e => $"Comes from outside: event {e.DeduplicationKey}, taken by {e.Target.Type} at {Named(e.Target.ElementId)}.",
        Event.SignalSubscriptionOpened e => $"{Named(e.CatchId)} waits for signal {e.SignalName}.",
        Event.DecisionEvaluated e => Evaluates(e),
        Event.ConditionOpened e => $"{Named(e.CatchId)} waits for its condition.",
        Event.CompensationOpened e =>
            $"{Element(e.Activity)} can be undone from now on{(e.HandlerId is { } handler ? $" by {Named(handler)}" : "")}.",
        Event.CompensationThrown e => $"{Element(e.Thrower)} undoes what has completed.",
        Event.CompensationTriggered e => $"{Element(e.Handler)} undoes it.",
        Event.IncidentCreated e => $"Stops with incident {e.Key.Value}, {e.ErrorType}: {e.Message}{Stop(e.Message)}",
        Event.IncidentResolved e => $"Incident {e.Key.Value} is resolved.",
        Event.InstanceModified => "Somebody changes by hand what is active.",
        Event.ElementDiscarded e => e.Key.Value == instance ? "The instance is ended by hand." : $"{Element(e.Key)} is ended by hand.",
        Event.InstanceMigrated e => $"Goes on in process {e.ProcessId}, version {e.Version}.",
        Event.ElementMigrated e => $"{Element(e.Key)} goes on in version {e.Version}.",
        Event.EndPlanned e => $"It is to end after {string.Join(" or ", e.AfterElements.Select(Named))}.",
        Event.UserTaskCreating e => $"User task {e.Key.Value} is to be done.",
        Event.UserTaskCreated e => $"User task {e.Key.Value} can be done.",
        Event.UserTaskChanging e => UserTaskTelling.Asks(e),
        Event.UserTaskCorrected e => $"A listener corrects user task {e.Key.Value}: {UserTaskTelling.Changes(e.Changed, e.Wanted)}.",
        Event.UserTaskDenied e =>
            $"A listener denies {UserTaskTelling.Noun(e.Phase)} of user task {e.Key.Value}{(e.Reason.Length > 0 ? $": {e.Reason}" : "")}{Stop(e.Reason)}",
        Event.UserTaskChanged e => $"User task {e.Key.Value} {UserTaskTelling.Result(e)}.",
        Event.UserTaskCompleted e => $"User task {e.Key.Value} is completed.",
        Event.UserTaskCanceling e => $"User task {e.Key.Value} is to be canceled.",
        Event.UserTaskCanceled e => $"User task {e.Key.Value} is canceled.",
        Event.InstanceTraced e => $"Belongs to trace {TraceOf(e.Parent)}.",
        Event.TraceLinked e => $"Goes on because of something in trace {TraceOf(e.Parent)}.",
        _ => $"{Words(@event.GetType().Name)}.",
    };

    /// <summary>The second part of a W3C traceparent.</summary>
    private static string TraceOf(string parent) => parent.Split('-') is [_, var trace, ..] ? trace : parent;

    /// <summary>With its name, when it has one, on one line: modelers break names to fit the shape.</summary>
    private string Named(string elementId) =>
        names.TryGetValue(elementId, out var name) && name != elementId ? $"'{name.ReplaceLineEndings(" ")}' ({elementId})" : elementId;

    private string Element(ElementKey key) => elements.TryGetValue(key.Value, out var element)
        ? $"{Type(element.Type)} {Named(element.ElementId)}"
        : $"Element {key.Value}";

    /// <summary>For example "Ad-hoc sub-process", as people write it.</summary>
    private static string Type(string type) => type[0] + type[1..].ToLowerInvariant().Replace('_', ' ')
        .Replace("d hoc", "d-hoc", StringComparison.Ordinal)
        .Replace("ub process", "ub-process", StringComparison.Ordinal)
        .Replace("ulti instance", "ulti-instance", StringComparison.Ordinal)
        .Replace("vent based", "vent-based", StringComparison.Ordinal);

    private string In(ElementKey scope) => scope.Value == instance || !elements.TryGetValue(scope.Value, out var element)
        ? ""
        : $" in {Named(element.ElementId)}";

    private static string Creates(Event.JobCreated e)
    {
        var what = e.Kind switch
        {
            JobKind.ExecutionListener or JobKind.TaskListener => $" for the {e.ListenerEvent.ToString().ToLowerInvariant()} listener",
            JobKind.AdHocSubProcess => " to choose what begins",
            _ => "",
        };
        return $"Job {e.Key.Value} of type {e.Type}{what} waits for a worker, with {Count(e.Retries, "attempt")}.";
    }

    private static string Evaluates(Event.DecisionEvaluated e)
    {
        if (e.Evaluated.LastOrDefault(decision => decision.Key == e.Decision) is not { } asked || e.Failure is not null)
            return $"A decision fails. {e.Failure}{Stop(e.Failure ?? "")}";
        var rules = asked.Rules.Count switch
        {
            0 when asked.Type == "DECISION_TABLE" => ", because no rule matches",
            0 => "",
            1 => $", by rule {asked.Rules[0].Index}",
            _ => $", by rules {string.Join(", ", asked.Rules.Select(rule => rule.Index))}",
        };
        return $"Decision {asked.Id}, version {asked.Version}, gives {Value(asked.Output)}{rules}.";
    }

    private static string Fails(Event.JobFailed e)
    {
        var next = e.RetryAt is { } at ? $", the next one at {Moment(at)}" : "";
        return $"Job {e.Key.Value} fails with {Count(e.RetriesLeft, "attempt")} left{next}{(e.Message.Length > 0 ? $": {e.Message}" : "")}{Stop(e.Message)}";
    }

    private static string Because(JobAvailableReason reason) => reason switch
    {
        JobAvailableReason.TimedOut => "the worker took too long",
        JobAvailableReason.BackoffOver => "the pause after the failure is over",
        JobAvailableReason.Returned => "the worker gave it back",
        JobAvailableReason.IncidentResolved => "its incident is resolved",
    };

    private static string Value(ReadOnlyMemory<byte> json)
    {
        var text = Encoding.UTF8.GetString(json.Span);
        return text.Length <= ValueAtMost ? text : string.Concat(text.AsSpan(0, ValueAtMost), " …");
    }

    private static string Moment(Timestamp at) => DateTimeOffset.FromUnixTimeMilliseconds(at.UnixMilliseconds)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>A full stop, unless the text has one.</summary>
    private static string Stop(string text) => text.EndsWith('.') ? "" : ".";

    /// <summary>An event that has no sentence of its own yet is named.</summary>
    private static string Words(string name)
    {
        var words = Capitals().Replace(name, match => " " + match.Value.ToLowerInvariant()).Trim();
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capitals();
}

/// <param name="Type">As the REST API names it, for example <c>SERVICE_TASK</c>.</param>
internal sealed record TellingElement(string ElementId, string Type);
