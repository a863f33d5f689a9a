using System.Diagnostics;

using Fairlead.Engine.Commands;
using Fairlead.Engine.Deploying;
using Fairlead.Engine.Elements;
using Fairlead.Engine.Explaining;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine;

/// <summary>
/// Decides what commands lead to. Reads the state and the time given, touches nothing else; each event it decides on is applied to
/// the state at once, so that the rest of the same command sees it.
/// </summary>
public sealed class Processor
{
    private readonly DefinitionCache _definitions;
    private readonly Execution _execution;
    private readonly State _state;

    public Processor(State state, ProcessorOptions options)
    {
        _state = state;
        _definitions = new DefinitionCache(state);
        _execution = new Execution(state, options, _definitions);
        Inbound = new InboundView(state);
    }

    /// <summary>Outside events and their sources, as they are now.</summary>
    public InboundView Inbound { get; }

    /// <summary>Processes one command. When it throws, the state is as before and the defect is ours.</summary>
    public Outcome Process(Command command, Timestamp now)
    {
        var isDone = false;
        _state.BeginCommand();
        _execution.Begin(now);
        try
        {
            var reply = Handle(_execution, command);
            _execution.DoSteps();
            isDone = true;
            return _execution.End(reply);
        }
        finally
        {
            if (!isDone)
            {
                _state.RollBack();
                _definitions.Clear();
            }
        }
    }

    /// <summary>Whether a job could be handed out now. Cheap enough to ask after each batch.</summary>
    public bool HasAvailableJob(Command.ActivateJobs wanted)
    {
        foreach (var tenant in wanted.Tenants)
            if (_state.HasAvailableJob(tenant, wanted.Type)) return true;
        return false;
    }

    /// <summary>Latest versions, and older ones with message subscriptions of running instances.</summary>
    public IReadOnlyList<DefinitionSummary> FindDefinitions()
    {
        var summaries = new List<DefinitionSummary>();
        foreach (var definition in _state.Definitions())
        {
            var isLatest = _state.LatestDefinition(definition.Tenant, definition.ProcessId)?.Key == definition.Key;
            if (isLatest || _state.Use(definition.Key).WaitingSubscriptions > 0)
                summaries.Add(new(definition.Key, definition.ProcessId, definition.Version, isLatest) { Tenant = definition.Tenant });
        }

        return summaries;
    }

    /// <returns>The deployed file, or null.</returns>
    public ReadOnlyMemory<byte>? FindResource(DefinitionKey key) => _state.Definition(key)?.Resource;

    /// <returns>A deployed form or other file, or null.</returns>
    public DeployedResource? FindFile(ResourceKey key) => _state.Resource(key);

    /// <returns>Null when there is none of the name.</returns>
    public ClusterVariable? FindClusterVariable(ClusterScope scope, string name) => _state.ClusterVariable(scope, name);

    /// <summary>What expressions see as <c>camunda</c>.</summary>
    /// <param name="tenant">Null for the default tenant.</param>
    public ClusterContext FindClusterContext(string? tenant) => new(_state.ClusterContext(tenant));

    /// <summary>The form that people fill in to start a process, in the version that the process is bound to.</summary>
    /// <returns>Null when the process has none, or none that is deployed.</returns>
    public DeployedResource? FindStartForm(DefinitionKey key) =>
        _state.Definition(key) is { } definition && _definitions.Get(key).StartForm is { Id.Literal: { } id } form
            ? LinkedFiles.Find(_state, ResourceKind.Form, id, form, definition)
            : null;

    /// <summary>What the input mappings of an active element instance read; null when there is no such element.</summary>
    public ElementSight? FindSight(ElementKey key)
    {
        if (_state.Element(key) is not { Scope: not null } element || _state.Definition(element.Definition) is not { } definition) return null;
        var mapped = _execution.NodeOf(element).Inputs.Select(mapping => mapping.Name).ToHashSet();
        return new ElementSight(
            key,
            element.Instance,
            definition.Key,
            definition.ProcessId,
            definition.Version,
            element.ElementId,
            definition.ResourceName,
            definition.Resource,
            Scopes.WriteSeenBefore(_state, element, mapped))
        {
            ClusterVariables = ClusterVariables(definition.Tenant),
            Tenant = definition.Tenant,
        };
    }

    /// <summary>What expressions see as <c>camunda.vars</c>.</summary>
    /// <param name="tenant">Null for the default tenant.</param>
    public IReadOnlyList<ClusterVariable> ClusterVariables(string? tenant) =>
        [.. _state.ClusterVariables(ClusterScope.Global), .. _state.ClusterVariables(ClusterScope.Of(tenant))];

    /// <summary>The element instance that a job was made for; null when there is no such job.</summary>
    public ElementKey? FindElementOfJob(JobKey key) => _state.Job(key)?.Element;

    /// <summary>What a worker would get for a job if it asked now; null when there is no such job. The job stays as it is.</summary>
    public ActivatedJob? PreviewJob(JobKey key, Timestamp now)
    {
        _execution.Begin(now);
        return _state.Job(key) is { } job ? ActivateJobsHandler.Preview(_execution, job) : null;
    }

    /// <summary>An element as if it were there, and saw these variables.</summary>
    /// <param name="definition">Null for the latest version of the process in the default tenant.</param>
    /// <returns>Null when there is no such process; whether it has the element shows later.</returns>
    public ElementSight? Imagine(DefinitionKey? definition, string? processId, string elementId, ReadOnlyMemory<byte> variables) =>
        (definition is { } key ? _state.Definition(key) : _state.LatestDefinition(tenant: null, processId!)) is { } found
            ? new ElementSight(
                default, default, found.Key, found.ProcessId, found.Version, elementId, found.ResourceName, found.Resource, variables)
            {
                Tenant = found.Tenant,
                ClusterVariables = ClusterVariables(found.Tenant),
            }
            : null;

    /// <summary>What would stop a deployment of these files; nothing is changed.</summary>
    public IReadOnlyList<FileProblem> CheckDeployment(IReadOnlyList<Resource> resources, Timestamp now)
    {
        _execution.Begin(now);
        return DeployHandler.Read(_execution, tenant: null, resources, out _);
    }

    private static Reply Handle(Execution x, Command command) => command switch
    {
        Command.Deploy c => DeployHandler.Handle(x, c),
        Command.CreateInstance c => CreateInstanceHandler.Handle(x, c),
        Command.MigrateInstance c => MigrateInstanceHandler.Handle(x, c),
        Command.ModifyInstance c => ModifyInstanceHandler.Handle(x, c),
        Command.DeleteResource c => DeleteResourceHandler.Handle(x, c),
        Command.CancelInstance c => CancelInstanceHandler.Handle(x, c),
        Command.SetVariables c => SetVariablesHandler.Handle(x, c),
        Command.ActivateJobs c => ActivateJobsHandler.Handle(x, c),
        Command.CompleteJob c => CompleteJobHandler.Handle(x, c),
        Command.FailJob c => FailJobHandler.Handle(x, c),
        Command.ThrowError c => ThrowErrorHandler.Handle(x, c),
        Command.UpdateJob c => UpdateJobHandler.Handle(x, c),
        Command.RetryJob c => RetryJobHandler.Handle(x, c),
        Command.ReturnJobs c => ReturnJobsHandler.Handle(x, c),
        Command.ReturnJobsHeldBy c => ReturnJobsHandler.Handle(x, c),
        Command.PublishMessage c => MessageHandler.Handle(x, c),
        Command.CorrelateMessage c => MessageHandler.Handle(x, c),
        Command.BroadcastSignal c => BroadcastSignalHandler.Handle(x, c),
        Command.EvaluateDecision c => EvaluateDecisionHandler.Handle(x, c),
        Command.EvaluateConditionals c => EvaluateConditionalsHandler.Handle(x, c),
        Command.AssignUserTask c => UserTaskHandler.Handle(x, c),
        Command.UnassignUserTask c => UserTaskHandler.Handle(x, c),
        Command.UpdateUserTask c => UserTaskHandler.Handle(x, c),
        Command.CompleteUserTask c => UserTaskHandler.Handle(x, c),
        Command.CreateClusterVariable c => ClusterVariableHandler.Handle(x, c),
        Command.UpdateClusterVariable c => ClusterVariableHandler.Handle(x, c),
        Command.DeleteClusterVariable c => ClusterVariableHandler.Handle(x, c),
        Command.KeepInbound c => InboxHandler.Handle(x, c),
        Command.EditInbound c => InboxHandler.Handle(x, c),
        Command.NoteInboundFailure c => InboxHandler.Handle(x, c),
        Command.DiscardInbound c => InboxHandler.Handle(x, c),
        Command.SuspendTrigger c => SourceHandler.Handle(x, c),
        Command.ResumeTrigger c => SourceHandler.Handle(x, c),
        Command.AcquireLease c => SourceHandler.Handle(x, c),
        Command.ReleaseLease c => SourceHandler.Handle(x, c),
        Command.MovePlace c => SourceHandler.Handle(x, c),
        Command.ResolveIncident c => ResolveIncidentHandler.Handle(x, c),
        Command.ActivateAdHocElements c => ActivateAdHocHandler.Handle(x, c),
        Command.Tick => TickHandler.Handle(x),
        Command.Continue c => ContinueHandler.Handle(x, c),
        _ => throw new UnreachableException($"No rule for {command}."),
    };
}

public sealed record DefinitionSummary(DefinitionKey Key, string ProcessId, int Version, bool IsLatest)
{
    /// <summary>Null for the default tenant.</summary>
    public string? Tenant { get; init; }
}

/// <summary>Bounds of the engine.</summary>
public sealed class ProcessorOptions
{
    public const int UsualSteps = 1_000;

    /// <summary>Steps of instances done within one command before the rest is put off.</summary>
    public int StepsAtMost { get; set; } = UsualSteps;

    /// <summary>Timers fired, jobs timed out and so on in one tick.</summary>
    public int DueAtMost { get; set; } = 500;

    /// <summary>How long the answer to an outside event is kept for its repetitions.</summary>
    public TimeSpan LedgerRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an event is kept that was not applied.</summary>
    public TimeSpan InboxKeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Events of one element that are kept at once; more are refused.</summary>
    public int InboxKeptAtMost { get; set; } = 100_000;

    /// <summary>Whether an instance is refused while another one of its process is active with the same business id.</summary>
    public bool BusinessIdsAreUnique { get; set; }
}
