using Fairlead.Engine.Folding;
using Fairlead.Engine.Tables;
using Fairlead.Feel;

namespace Fairlead.Engine;

/// <summary>
/// Everything the engine knows. Only <see cref="Apply"/> changes it, in live processing and in replay alike. Entries used lately lie
/// in memory, the others where the reader finds them.
/// </summary>
public sealed class State(IStateReader reader)
{
    private readonly StateTables _tables = new(reader);

    /// <summary>The smallest key that was never used.</summary>
    public long NextKey => _tables.NextKey;

    /// <summary>Number of entries that <see cref="Drain"/> would look at now.</summary>
    public int ChangedEntries => _tables.Changed;

    /// <summary>Number of entries that <see cref="Drain"/> would write now: without what came and went since the last call.</summary>
    public int EntriesToWrite => _tables.ToWrite;

    /// <summary>Folds one event in.</summary>
    public void Apply(Event @event) => Fold.Apply(_tables, @event);

    /// <summary>From here on <see cref="RollBack"/> can undo.</summary>
    public void BeginCommand() => _tables.BeginCommand();

    /// <summary>Undoes all that was applied since <see cref="BeginCommand"/>.</summary>
    public void RollBack() => _tables.RollBack();

    /// <summary>
    /// Writes every entry that changed since the last call; entries that came and went in between are not written. Afterwards the
    /// reader must give what was written: commit the batch before the next command.
    /// </summary>
    public void Drain(IStateWriter writer) => _tables.Drain(writer);

    /// <summary>The earliest moment at which <see cref="Command.Tick"/> has something to do; null when never.</summary>
    public Timestamp? NextDue() => _tables.Due.Next();

    /// <summary>What is due, earliest first.</summary>
    public IEnumerable<DueEntry> DueBy(Timestamp now) => _tables.Due.By(now);

    /// <summary>Whether <see cref="Command.Continue"/> has something to do.</summary>
    public bool HasDeferredWork() => _tables.WorkQueue.Any(default);

    /// <summary>Oldest first.</summary>
    public IEnumerable<KeyValuePair<WorkKey, Work>> DeferredWork() =>
        _tables.WorkQueue.Items(default).Select(key => KeyValuePair.Create(new WorkKey(key), _tables.Work.Find(new(key))!));

    /// <summary>Whose the definition is, and all that belongs to it; null for the default tenant.</summary>
    public string? TenantOf(DefinitionKey definition) => _tables.TenantOf(definition);

    public ElementInstance? Element(ElementKey key) => _tables.Elements.Find(key);

    /// <summary>The active element instances directly in the scope, oldest first.</summary>
    /// <summary>Scopes whose children are in memory.</summary>
    internal int ScopesHeld => _tables.Children.GroupsHeld;

    public IEnumerable<ElementKey> Children(ElementKey scope) => _tables.Children.Items(scope).Select(key => new ElementKey(key));

    public Variable? Variable(ElementKey scope, string name) =>
        _tables.Elements.Find(scope) is { } element ? _tables.FindVariable(element, name) : null;

    public Job? Job(JobKey key) => _tables.Jobs.Find(key);

    /// <summary>Oldest first. Do not change jobs while enumerating.</summary>
    public IEnumerable<JobKey> AvailableJobs(string? tenant, string type) =>
        _tables.AvailableJobs.Items(new(tenant, type)).Select(key => new JobKey(key));

    public bool HasAvailableJob(string? tenant, string type) => _tables.AvailableJobs.Any(new(tenant, type));

    public UserTask? UserTask(UserTaskKey key) => _tables.UserTasks.Find(key);

    public TimerRecord? Timer(TimerKey key) => _tables.Timers.Find(key);

    public Message? Message(MessageKey key) => _tables.Messages.Find(key);

    /// <summary>Oldest first; some may have expired.</summary>
    public IEnumerable<Message> BufferedMessages(string? tenant, string name, string correlationKey) =>
        _tables.MessageIndex.Items(new(tenant, name, correlationKey)).Select(key => _tables.Messages.Find(new(key))!);

    public Subscription? Subscription(SubscriptionKey key) => _tables.Subscriptions.Find(key);

    /// <summary>Oldest first.</summary>
    public IEnumerable<Subscription> Subscriptions(string? tenant, string messageName, string correlationKey) =>
        _tables.SubscriptionIndex.Items(new(tenant, messageName, correlationKey)).Select(key => _tables.Subscriptions.Find(new(key))!);

    /// <summary>Null when it has reached all that it was for.</summary>
    public Broadcast? Broadcast(SignalKey key) => _tables.Broadcasts.Find(key);

    public SignalSubscription? SignalSubscription(SubscriptionKey key) => _tables.SignalSubscriptions.Find(key);

    /// <summary>Oldest first. Do not open or close any while enumerating.</summary>
    public IEnumerable<SignalSubscription> SignalSubscriptions(string? tenant, string name) =>
        _tables.SignalIndex.Items(new(tenant, name)).Select(key => _tables.SignalSubscriptions.Find(new(key))!);

    public ConditionSubscription? Condition(SubscriptionKey key) => _tables.Conditions.Find(key);

    /// <summary>Oldest first. Do not open or close any while enumerating.</summary>
    /// <param name="instance">Null for those of start events.</param>
    public IEnumerable<ConditionSubscription> Conditions(InstanceKey? instance) =>
        _tables.ConditionIndex.Items(instance ?? default).Select(key => _tables.Conditions.Find(new(key))!);

    /// <summary>Null when it has asked all conditions.</summary>
    public ConditionEvaluation? Evaluation(ConditionalEvaluationKey key) => _tables.Evaluations.Find(key);

    /// <summary>What completed directly in the scope and can be undone, oldest first. Do not change them while enumerating.</summary>
    public IEnumerable<CompensationSubscription> Compensations(ElementKey scope) =>
        _tables.CompensationIndex.Items(scope).Select(key => _tables.Compensations.Find(new(key))!);

    public StartSubscription? StartSubscription(SubscriptionKey key) => _tables.StartSubscriptions.Find(key);

    public IEnumerable<StartSubscription> StartSubscriptions(string? tenant, string messageName) =>
        _tables.StartSubscriptionIndex.Items(new(tenant, messageName)).Select(key => _tables.StartSubscriptions.Find(new(key))!);

    public InstanceKey? StartLock(string? tenant, string processId, string correlationKey) =>
        _tables.StartLocks.Find(new(tenant, processId, correlationKey))?.Value;

    /// <summary>Active instances with the business id that were not called, oldest first.</summary>
    public IEnumerable<InstanceKey> Instances(string? tenant, string processId, string businessId) =>
        _tables.BusinessIds.Items(new(tenant, processId, businessId)).Select(key => new InstanceKey(key));

    public Incident? Incident(IncidentKey key) => _tables.Incidents.Find(key);

    public Definition? Definition(DefinitionKey key) => _tables.Definitions.Find(key);

    public Definition? LatestDefinition(string? tenant, string processId) =>
        _tables.Latest.Find(new(tenant, processId)) is { } latest ? _tables.Definitions.Find(latest.Value) : null;

    public Definition? FindDefinition(string? tenant, string processId, int version) =>
        VersionsOf(tenant, processId).FirstOrDefault(definition => definition.Version == version);

    /// <summary>Oldest first.</summary>
    public IEnumerable<Definition> VersionsOf(string? tenant, string processId) =>
        _tables.Versions.Items(new(tenant, processId)).Select(key => _tables.Definitions.Find(new(key))!);

    /// <summary>All versions of all processes, oldest first.</summary>
    public IEnumerable<Definition> Definitions() => _tables.AllDefinitions.Items(default).Select(key => _tables.Definitions.Find(new(key))!);

    /// <summary>How many instances of the definition run, called ones included.</summary>
    public int InstancesOf(DefinitionKey key) => _tables.InstanceCounts.Find(key)?.Value ?? 0;

    public DeployedResource? Resource(ResourceKey key) => _tables.Resources.Find(key);

    public DeployedResource? LatestResource(string? tenant, ResourceKind kind, string resourceId) =>
        _tables.ResourceVersions.Last(new(tenant, kind, resourceId)) is { } key ? _tables.Resources.Find(new(key)) : null;

    /// <summary>Oldest first.</summary>
    public IEnumerable<DeployedResource> VersionsOfResource(string? tenant, ResourceKind kind, string resourceId) =>
        _tables.ResourceVersions.Items(new(tenant, kind, resourceId)).Select(key => _tables.Resources.Find(new(key))!);

    /// <summary>The number of the version to come: higher than every one that was ever given, those of deleted versions included.</summary>
    /// <param name="kind">What has the id: the same id may be in use for something else.</param>
    /// <param name="latest">The highest number in use; null when there is none.</param>
    internal int NextVersion(string? tenant, string kind, string id, int? latest) =>
        Math.Max(latest ?? 0, _tables.UsedVersions.Find(new(tenant, kind, id))?.Value ?? 0) + 1;

    public DefinitionUse Use(DefinitionKey key) => _tables.Uses.Find(key) ?? DefinitionUse.None;

    public Requirements? Requirements(RequirementsKey key) => _tables.Requirements.Find(key);

    public Requirements? LatestRequirements(string? tenant, string requirementsId) =>
        _tables.LatestRequirements.Find(new(tenant, requirementsId)) is { } latest ? _tables.Requirements.Find(latest.Value) : null;

    public Decision? Decision(DecisionKey key) => _tables.Decisions.Find(key);

    public Decision? LatestDecision(string? tenant, string decisionId) =>
        _tables.LatestDecisions.Find(new(tenant, decisionId)) is { } latest ? _tables.Decisions.Find(latest.Value) : null;

    /// <summary>Oldest first.</summary>
    public IEnumerable<Decision> VersionsOfDecision(string? tenant, string decisionId) =>
        _tables.DecisionVersions.Items(new(tenant, decisionId)).Select(key => _tables.Decisions.Find(new(key))!);

    public ClusterVariable? ClusterVariable(ClusterScope scope, string name) =>
        _tables.ClusterVariableNames.Find(new(scope, name)) is { } key ? _tables.ClusterVariables.Find(key.Value) : null;

    /// <summary>Oldest first.</summary>
    public IEnumerable<ClusterVariable> ClusterVariables(ClusterScope scope) =>
        _tables.ClusterVariablesOf.Items(scope).Select(key => _tables.ClusterVariables.Find(new(key))!);

    /// <summary>What expressions of the tenant see as <c>camunda</c>.</summary>
    /// <param name="tenant">Null for the default tenant.</param>
    /// <param name="own">What the process has under that name.</param>
    internal FeelValue ClusterContext(string? tenant, FeelValue own = default) => _tables.ClusterContexts.Of(tenant, own);

    public LedgerEntry? Ledger(string deduplicationKey) => _tables.Ledger.Find(new(deduplicationKey));

    public KeptInbound? Kept(InboxKey key) => _tables.Inbox.Find(key);

    /// <summary>What is kept under a deduplication key.</summary>
    public KeptInbound? Kept(string deduplicationKey) => _tables.InboxNames.Find(new(deduplicationKey)) is { } key ? Kept(key.Value) : null;

    /// <returns>UTF-8 JSON object, or null.</returns>
    public ReadOnlyMemory<byte>? KeptPayload(InboxKey key) => _tables.InboxPayloads.Find(key)?.Json;

    /// <summary>How many events of an element are kept.</summary>
    public int CountKept(string? tenant, string processId, string elementId) =>
        _tables.InboxIndex.Count(KeptGroup.Of(isHeld: true, tenant, processId, elementId))
        + _tables.InboxIndex.Count(KeptGroup.Of(isHeld: false, tenant, processId, elementId));

    /// <summary>In order of arrival.</summary>
    internal IEnumerable<InboxKey> KeptAfter(KeptGroup group, InboxKey after) =>
        _tables.InboxIndex.ItemsAfter(group, after.Value).Select(key => new InboxKey(key));

    /// <param name="elementId">Null for the suspension of all of the process.</param>
    public Suspension? Suspension(string? tenant, string processId, string? elementId) =>
        _tables.SuspendedTriggers.Find(new(tenant, processId, elementId ?? "")) is { } key ? _tables.Suspensions.Find(key.Value) : null;

    /// <summary>Oldest first.</summary>
    public IEnumerable<Suspension> Suspensions() =>
        _tables.SuspensionIndex.Items(default).Select(key => _tables.Suspensions.Find(new(key))!);

    public int CountSuspensions() => _tables.SuspensionIndex.Count(default);

    /// <summary>Who holds the lease, or held it last and was not told yet that it is over.</summary>
    public Lease? Lease(string name) => _tables.LeaseNames.Find(new(name)) is { } token ? _tables.Leases.Find(token.Value) : null;

    public Lease? LeaseOf(long token) => _tables.Leases.Find(new(token));

    /// <summary>In order of their tokens.</summary>
    public IEnumerable<Lease> Leases() => _tables.LeaseIndex.Items(default).Select(token => _tables.Leases.Find(new(token))!);

    public int CountLeases() => _tables.LeaseIndex.Count(default);

    /// <summary>How far a source is read; null when nobody said.</summary>
    public string? Place(string? tenant, string name) => _tables.Places.Find(new(tenant, name))?.Text;
}
