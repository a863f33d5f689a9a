using Fairlead.Engine.Modifying;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

internal static class CreateInstanceHandler
{
    public static Reply Handle(Execution x, Command.CreateInstance command)
    {
        if (Inbound.Refuse(x, "create an instance", command.Tenant, command.Source) is { } lost) return lost;
        if (Inbound.FindAnswer(x, command.DeduplicationKey) is { } first)
            return Inbound.Repeat(x, command.Tenant, command.DeduplicationKey, command.Source, first, Repeat(x, command, first));

        if (Inbound.RefuseEntry(x, "create an instance", command.Tenant, command.Source) is { } done) return done;
        if (Find(x, command, out var definition) is { } unknown) return unknown;
        var start = x.Process(definition.Key).Root.NoneStart;
        if (start is null && command.StartBefore.Count == 0)
        {
            return Refusal.InvalidState(
                $"Expected to create an instance of process '{definition.ProcessId}', but it has no start event without trigger: "
                + "it is started by its events only.");
        }

        if (!JsonValues.TryReadObject(command.Variables, out var variables, out var problem))
            return Refusal.Variables("create an instance", problem);

        if (InstanceLabels.Check(x, command, definition, out var tags) is { } wrongLabel) return wrongLabel;
        if (StartInstructions.Check(x, command, definition, out var plan) is { } wrong) return wrong;

        var instance = Instances.Create(x, definition, command.AwaitResult, command.FetchVariables, tags, command.BusinessId);
        Traces.Begin(x, instance, command.Trace);
        if (command.EndAfter.Count > 0) x.Emit(new Event.EndPlanned(instance, command.EndAfter));
        if (variables.Length > 0) Scopes.SetLocal(x, x.State.Element(instance.Root)!, variables);
        if (command.StartBefore.Count == 0) Instances.Begin(x, instance, start!, []);
        else if (StartInstructions.Begin(x, instance, definition, plan) is { } cannotWait) return cannotWait;

        Inbound.Accept(
            x, command.Tenant, command.DeduplicationKey, command.Source, instance.Value, instance.Value, definition.Key);
        return new Reply.Created(instance, definition.Key, definition.ProcessId, definition.Version, Duplicate: false) { Tenant = definition.Tenant };
    }

    private static Reply Repeat(Execution x, Command.CreateInstance command, LedgerEntry first)
    {
        if (first.AnswerKey == 0)
        {
            return Find(x, command, out var wanted) is { } unknown
                ? unknown
                : new Reply.Created(default, wanted.Key, wanted.ProcessId, wanted.Version, Duplicate: true) { Tenant = wanted.Tenant };
        }

        if (first.AnswerDefinition is not { } key)
        {
            return Refusal.InvalidArgument(
                "Expected to create an instance, but the deduplication key was used for a message: use another key.");
        }

        return x.State.Definition(key) is { } definition
            ? new Reply.Created(new(first.AnswerInstance), definition.Key, definition.ProcessId, definition.Version, Duplicate: true) { Tenant = definition.Tenant }
            : Refusal.NotFound(
                $"Expected to create an instance, but the deduplication key was used for instance {first.AnswerInstance}, which has ended "
                + $"and whose definition {key.Value} is deleted.");
    }

    private static Reply.Rejected? Find(Execution x, Command.CreateInstance command, out Definition definition)
    {
        const string Expectation = "Expected to create an instance";
        definition = null!;
        if (command.Definition is { } key)
        {
            if (x.State.Definition(key) is not { IsDraining: false } found || found.Tenant != command.Tenant)
                return Refusal.NotFound($"{Expectation} of definition {key.Value}, but {Refusal.Of(command.Tenant)}there is no such definition.");
            definition = found;
            return null;
        }

        if (string.IsNullOrEmpty(command.ProcessId))
            return Refusal.InvalidArgument($"{Expectation}, but neither a definition key nor a process id was given.");

        var byId = command.Version is { } version
            ? x.State.FindDefinition(command.Tenant, command.ProcessId, version)
            : x.State.LatestDefinition(command.Tenant, command.ProcessId);
        if (byId is null)
        {
            return Refusal.NotFound(command.Version is { } wanted
                ? $"{Expectation} of version {wanted} of process '{command.ProcessId}', but {Refusal.Of(command.Tenant)}there is no such version."
                : $"{Expectation} of process '{command.ProcessId}', but {Refusal.Of(command.Tenant)}no such process is deployed.");
        }

        definition = byId;
        return null;
    }
}
