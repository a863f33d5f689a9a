using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Translating;

/// <summary>What callers want to be changed in an instance, as commands of the engine.</summary>
internal static class Modifications
{
    public static Command.ModifyInstance ToCommand(ProcessInstanceKey instance, ModifyProcessInstanceRequest request) => new(
        new(instance.Value),
        [.. (request.ActivateInstructions ?? []).Select(one => new ActivateInstruction(one.ElementId, ToKey(one.AncestorElementInstanceKey), ToVariables(one.VariableInstructions)))],
        [.. (request.MoveInstructions ?? []).Select(ToMove)],
        [.. (request.TerminateInstructions ?? []).Select(one => ToChoice(one.ElementId, one.ElementInstanceKey, "a terminate instruction"))]);

    public static Command.MigrateInstance ToCommand(ProcessInstanceKey instance, MigrateProcessInstanceRequest request) => new(
        new(instance.Value),
        new(request.TargetProcessDefinitionKey.Value),
        [.. request.MappingInstructions.Select(mapping => new ElementMapping(mapping.SourceElementId, mapping.TargetElementId))]);

    public static int SizeBytes(Command.ModifyInstance command) =>
        command.Activate.Sum(one => SizeBytes(one.Variables)) + command.Move.Sum(one => SizeBytes(one.Variables));

    private static int SizeBytes(IReadOnlyList<ScopedVariables> variables) => variables.Sum(one => one.Variables.Length);

    private static MoveInstruction ToMove(MoveElementInstruction move)
    {
        var source = move.SourceElementInstruction;
        var (kind, key) = ToAncestor(move.AncestorScopeInstruction);
        if (source.SourceType is not (null or "byId" or "byKey")
            || source is { SourceType: "byId", SourceElementId: null } or { SourceType: "byKey", SourceElementInstanceKey: null })
        {
            throw Invalid($"Expected the source of a move to be given byId or byKey with the id or the key, but its type is '{source.SourceType}'.");
        }

        return new(
            ToChoice(source.SourceElementId, source.SourceElementInstanceKey, "the source of a move"),
            move.TargetElementId,
            kind,
            key,
            ToVariables(move.VariableInstructions));
    }

    private static (AncestorKind Kind, ElementKey? Key) ToAncestor(AncestorScopeInstruction? ancestor) => ancestor switch
    {
        null => (AncestorKind.Usual, null),
        { AncestorScopeType: "direct", AncestorElementInstanceKey: { } key } => (AncestorKind.Direct, new(key.Value)),
        { AncestorScopeType: "inferred" } => (AncestorKind.Inferred, null),
        { AncestorScopeType: "sourceParent" } => (AncestorKind.SourceParent, null),
        _ => throw Invalid(
            "Expected the ancestor scope of a move to be direct with a key, inferred or sourceParent, but it is "
            + $"'{ancestor.AncestorScopeType}'{(ancestor.AncestorElementInstanceKey is null ? " without a key" : "")}."),
    };

    private static ElementChoice ToChoice(string? id, ElementInstanceKey? key, string what) => id is null != key is null
        ? new(id, ToKey(key))
        : throw Invalid($"Expected {what} to name either an element id or an element instance key, but it names {(id is null ? "neither" : "both")}.");

    private static ElementKey? ToKey(ElementInstanceKey? key) => key is { } given ? new ElementKey(given.Value) : null;

    private static List<ScopedVariables> ToVariables(IReadOnlyList<ScopeVariablesInstruction>? instructions) =>
        [.. (instructions ?? []).Select(one => new ScopedVariables(one.ScopeId ?? "", Variables.Check(one.Variables.Utf8)))];

    private static ClusterException Invalid(string reason) =>
        Answers.Rejected("MODIFY", new(RejectionCode.InvalidArgument, reason));
}
