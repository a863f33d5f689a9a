using Fairlead.Engine.Values;

namespace Fairlead.Engine.Tables;

/// <summary>All parts of the state. Only the folds of <see cref="Folding.Fold"/> write to them.</summary>
internal sealed class StateTables
{
    /// <summary>Bytes of each table that stay in memory although they were not used lately.</summary>
    private const long WeightAtMost = 32 << 20;

    /// <summary>Items of each index that stay in memory likewise, of about 40 bytes.</summary>
    private const int ItemsAtMost = 500_000;

    /// <summary>Up to here comparing names is faster than looking for the variable.</summary>
    private const int NamesToScan = 32;

    /// <summary>Keys of the first partition begin here: the partition's number lies above bit 51. Source: gateway protocol.</summary>
    private const long FirstKey = (1L << 51) + 1;

    private static readonly Name NextKeyName = new("next-key");

    /// <summary>Says that the running instances of each definition are counted; states of the first release lack it.</summary>
    private static readonly Name CountedName = new("instances-are-counted");

    private readonly Table<Name, Box<long>, CounterCodec> _counters;
    private readonly ITable[] _all;
    private long _nextKeyBefore;

    public StateTables(IStateReader reader)
    {
        _all =
        [
            _counters = new(reader, WeightAtMost),
            Definitions = new(reader, WeightAtMost),
            Uses = new(reader, WeightAtMost),
            Latest = new(reader, WeightAtMost),
            AllDefinitions = new(reader, ItemsAtMost),
            Versions = new(reader, ItemsAtMost),
            Elements = new(reader, WeightAtMost),
            Children = new(reader, ItemsAtMost),
            Variables = new(reader, WeightAtMost),
            Jobs = new(reader, WeightAtMost),
            AvailableJobs = new(reader, ItemsAtMost),
            Timers = new(reader, WeightAtMost),
            Due = new(reader),
            Messages = new(reader, WeightAtMost),
            MessageIndex = new(reader, ItemsAtMost),
            Subscriptions = new(reader, WeightAtMost),
            SubscriptionIndex = new(reader, ItemsAtMost),
            StartSubscriptions = new(reader, WeightAtMost),
            StartSubscriptionIndex = new(reader, ItemsAtMost),
            StartLocks = new(reader, WeightAtMost),
            Incidents = new(reader, WeightAtMost),
            Work = new(reader, WeightAtMost),
            WorkQueue = new(reader, ItemsAtMost),
            Ledger = new(reader, WeightAtMost),
            SignalSubscriptions = new(reader, WeightAtMost),
            SignalIndex = new(reader, ItemsAtMost),
            Broadcasts = new(reader, WeightAtMost),
            BusinessIds = new(reader, ItemsAtMost),
            Requirements = new(reader, WeightAtMost),
            LatestRequirements = new(reader, WeightAtMost),
            Decisions = new(reader, WeightAtMost),
            LatestDecisions = new(reader, WeightAtMost),
            DecisionVersions = new(reader, ItemsAtMost),
            Compensations = new(reader, WeightAtMost),
            CompensationIndex = new(reader, ItemsAtMost),
            RequirementsVersions = new(reader, ItemsAtMost),
            Resources = new(reader, WeightAtMost),
            ResourceVersions = new(reader, ItemsAtMost),
            UsedVersions = new(reader, WeightAtMost),
            InstanceCounts = new(reader, WeightAtMost),
            Conditions = new(reader, WeightAtMost),
            ConditionIndex = new(reader, ItemsAtMost),
            Evaluations = new(reader, WeightAtMost),
            Inbox = new(reader, WeightAtMost),
            InboxPayloads = new(reader, WeightAtMost),
            InboxNames = new(reader, WeightAtMost),
            InboxIndex = new(reader, ItemsAtMost),
            Suspensions = new(reader, WeightAtMost),
            SuspendedTriggers = new(reader, WeightAtMost),
            SuspensionIndex = new(reader, ItemsAtMost),
            Leases = new(reader, WeightAtMost),
            LeaseNames = new(reader, WeightAtMost),
            LeaseIndex = new(reader, ItemsAtMost),
            Places = new(reader, WeightAtMost),
            UserTasks = new(reader, WeightAtMost),
            ClusterVariables = new(reader, WeightAtMost),
            ClusterVariableNames = new(reader, WeightAtMost),
            ClusterVariablesOf = new(reader, ItemsAtMost),
        ];
        ClusterContexts = new(this);
        NextKey = _counters.Find(NextKeyName)?.Value ?? FirstKey;
        if (_counters.Find(CountedName) is null) InstanceCount.AddAll(this, reader);
        _nextKeyBefore = NextKey;
    }

    public Table<DefinitionKey, Definition, DefinitionCodec> Definitions { get; }

    public Table<DefinitionKey, DefinitionUse, DefinitionUseCodec> Uses { get; }

    public Table<Name, Box<DefinitionKey>, LatestCodec> Latest { get; }

    public Index<Everything, AllDefinitions> AllDefinitions { get; }

    public Index<Name, VersionsOfProcess> Versions { get; }

    public Table<ElementKey, ElementInstance, ElementCodec> Elements { get; }

    public Index<ElementKey, ChildrenOfScope> Children { get; }

    public Table<ScopeAndName, Variable, VariableCodec> Variables { get; }

    public Table<JobKey, Job, JobCodec> Jobs { get; }

    public Index<Name, AvailableJobsOfType> AvailableJobs { get; }

    public Table<TimerKey, TimerRecord, TimerCodec> Timers { get; }

    public DueQueue Due { get; }

    public Table<MessageKey, Message, MessageCodec> Messages { get; }

    public Index<NameAndKey, MessagesByNameAndKey> MessageIndex { get; }

    public Table<SubscriptionKey, Subscription, SubscriptionCodec> Subscriptions { get; }

    public Index<NameAndKey, SubscriptionsByNameAndKey> SubscriptionIndex { get; }

    public Table<SubscriptionKey, StartSubscription, StartSubscriptionCodec> StartSubscriptions { get; }

    public Index<Name, StartSubscriptionsByName> StartSubscriptionIndex { get; }

    public Table<NameAndKey, Box<InstanceKey>, StartLockCodec> StartLocks { get; }

    public Table<IncidentKey, Incident, IncidentCodec> Incidents { get; }

    public Table<WorkKey, Work, WorkCodec> Work { get; }

    public Index<Everything, WorkInOrder> WorkQueue { get; }

    public Table<Name, LedgerEntry, LedgerCodec> Ledger { get; }

    public Table<SubscriptionKey, SignalSubscription, SignalSubscriptionCodec> SignalSubscriptions { get; }

    public Index<Name, SignalSubscriptionsByName> SignalIndex { get; }

    public Table<SignalKey, Broadcast, BroadcastCodec> Broadcasts { get; }

    public Index<NameAndKey, InstancesByBusinessId> BusinessIds { get; }
    public Table<RequirementsKey, Requirements, RequirementsCodec> Requirements { get; }

    public Table<Name, Box<RequirementsKey>, LatestRequirementsCodec> LatestRequirements { get; }

    public Table<DecisionKey, Decision, DecisionCodec> Decisions { get; }

    public Table<Name, Box<DecisionKey>, LatestDecisionCodec> LatestDecisions { get; }

    public Index<Name, VersionsOfDecision> DecisionVersions { get; }
    public Table<SubscriptionKey, CompensationSubscription, CompensationCodec> Compensations { get; }

    public Index<ElementKey, CompensationsOfScope> CompensationIndex { get; }
    public Table<UserTaskKey, UserTask, UserTaskCodec> UserTasks { get; }

    public Table<ClusterVariableKey, ClusterVariable, ClusterVariableCodec> ClusterVariables { get; }

    public Table<ScopedName, Box<ClusterVariableKey>, ClusterVariableNameCodec> ClusterVariableNames { get; }

    public Index<ClusterScope, ClusterVariablesOfScope> ClusterVariablesOf { get; }

    /// <summary>What is made of them for expressions.</summary>
    public ClusterContexts ClusterContexts { get; }

    public Index<Name, VersionsOfRequirements> RequirementsVersions { get; }

    public Table<ResourceKey, DeployedResource, ResourceCodec> Resources { get; }

    public Index<KindAndId, VersionsOfResource> ResourceVersions { get; }

    public Table<NameAndKey, Box<int>, UsedVersionCodec> UsedVersions { get; }

    public Table<DefinitionKey, Box<int>, InstanceCountCodec> InstanceCounts { get; }
    public Table<SubscriptionKey, ConditionSubscription, ConditionCodec> Conditions { get; }

    public Index<InstanceKey, ConditionsOfInstance> ConditionIndex { get; }

    public Table<ConditionalEvaluationKey, ConditionEvaluation, EvaluationCodec> Evaluations { get; }

    public Table<InboxKey, KeptInbound, InboundCodec> Inbox { get; }

    public Table<InboxKey, InboundPayload, InboundPayloadCodec> InboxPayloads { get; }

    public Table<Name, Box<InboxKey>, InboundNameCodec> InboxNames { get; }

    public Index<KeptGroup, KeptInOrder> InboxIndex { get; }

    public Table<SuspensionKey, Suspension, SuspensionCodec> Suspensions { get; }

    public Table<NameAndKey, Box<SuspensionKey>, SuspendedTriggerCodec> SuspendedTriggers { get; }

    public Index<Everything, SuspensionsInOrder> SuspensionIndex { get; }

    public Table<LeaseToken, Lease, LeaseCodec> Leases { get; }

    public Table<Name, Box<LeaseToken>, LeaseNameCodec> LeaseNames { get; }

    public Index<Everything, LeasesInOrder> LeaseIndex { get; }

    public Table<Name, PlaceValue, PlaceCodec> Places { get; }

    public long NextKey { get; private set; }

    public int Changed => _all.Sum(table => table.Changed);

    public int ToWrite => _all.Sum(table => table.ToWrite);

    /// <summary>A variable of this scope alone. Few names are compared first: most of what is looked for lies further out.</summary>
    public Variable? FindVariable(ElementInstance scope, string name) =>
        scope.VariableNames.Length > NamesToScan || scope.VariableNames.Contains(name) ? Variables.Find(new(scope.Key, name)) : null;

    /// <summary>Whose the definition is, and all that belongs to it; null for the default tenant.</summary>
    public string? TenantOf(DefinitionKey definition) => Definitions.Find(definition)?.Tenant;

    /// <summary>No key up to this one will be given out again.</summary>
    public void UseKey(long key) => NextKey = Math.Max(NextKey, key + 1);

    public void BeginCommand()
    {
        _nextKeyBefore = NextKey;
        foreach (var table in _all) table.BeginCommand();
    }

    public void RollBack()
    {
        NextKey = _nextKeyBefore;
        foreach (var table in _all) table.RollBack();
        ClusterContexts.Clear();
    }

    public void Drain(IStateWriter writer)
    {
        if (_counters.Find(NextKeyName)?.Value != NextKey) _counters.Put(NextKeyName, new(NextKey));
        if (_counters.Find(CountedName) is null) _counters.Put(CountedName, new(1));
        foreach (var table in _all) table.Drain(writer);
    }
}
