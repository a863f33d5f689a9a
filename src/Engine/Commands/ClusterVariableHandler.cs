using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>Creates, changes and deletes what expressions see as <c>camunda.vars</c>. What was evaluated before stays as it was.</summary>
internal static class ClusterVariableHandler
{
    public static Reply Handle(Execution x, Command.CreateClusterVariable command)
    {
        const string Expectation = "Expected to create a cluster variable";
        if (FindFault(command.Name) is { } fault) return Refusal.InvalidArgument($"{Expectation}, but {fault}.");
        if (Read(Expectation, command.Name, command.Value, out var json) is { } refusal) return refusal;
        if (x.State.ClusterVariable(command.Scope, command.Name) is not null)
            return Refusal.AlreadyExists($"{Expectation} '{command.Name}', but {In(command.Scope)} has one of this name. Update that, or choose another name.");
        if (x.State.ClusterVariables(command.Scope).Count() >= ClusterVariable.CountAtMost)
            return Refusal.InvalidState(
                $"{Expectation} '{command.Name}', but {In(command.Scope)} has {ClusterVariable.CountAtMost:N0} already: put what belongs together into one object.");

        x.Emit(new Event.ClusterVariableCreated(new(x.NewKey()), command.Scope.IsGlobal, command.Scope.Tenant, command.Name, json));
        return new Reply.Done();
    }

    public static Reply Handle(Execution x, Command.UpdateClusterVariable command)
    {
        const string Expectation = "Expected to update the cluster variable";
        if (Read(Expectation, command.Name, command.Value, out var json) is { } refusal) return refusal;
        if (x.State.ClusterVariable(command.Scope, command.Name) is not { } variable) return NotFound(Expectation, command.Scope, command.Name);
        if (!variable.Value.Span.SequenceEqual(json.Span)) x.Emit(new Event.ClusterVariableUpdated(variable.Key, json));
        return new Reply.Done();
    }

    public static Reply Handle(Execution x, Command.DeleteClusterVariable command)
    {
        if (x.State.ClusterVariable(command.Scope, command.Name) is not { } variable)
            return NotFound("Expected to delete the cluster variable", command.Scope, command.Name);
        x.Emit(new Event.ClusterVariableDeleted(variable.Key));
        return new Reply.Done();
    }

    private static Reply.Rejected NotFound(string expectation, ClusterScope scope, string name) =>
        Refusal.NotFound($"{expectation} '{name}', but {In(scope)} has none of this name.");

    private static string In(ClusterScope scope) => scope.IsGlobal ? "the global scope" : $"the tenant '{scope.Tenant ?? Tenant.Default}'";

    /// <returns>Null for a name that can be used.</returns>
    private static string? FindFault(string name) =>
        string.IsNullOrWhiteSpace(name) ? "its name is empty"
        : name.Length > ClusterVariable.NameAtMost ? $"its name has {name.Length} characters, and {ClusterVariable.NameAtMost} are possible"
        : name.Any(char.IsControl) ? "its name has a control character"
        : null;

    /// <param name="json">Without blanks, so that equal values written differently are equal.</param>
    private static Reply.Rejected? Read(string expectation, string name, ReadOnlyMemory<byte> given, out ReadOnlyMemory<byte> json)
    {
        json = default;
        if (given.Length > ClusterVariable.ValueAtMostBytes)
            return Refusal.InvalidArgument($"{expectation} '{name}', but its value has {given.Length:N0} bytes, and {ClusterVariable.ValueAtMostBytes:N0} are possible.");
        if (!JsonValues.TryReadObject((byte[])[.. "{\"\":"u8, .. given.Span, .. "}"u8], out var entries, out _) || entries is not [{ Name: "" } only])
            return Refusal.InvalidArgument($"{expectation} '{name}', but its value is not valid JSON.");
        if (only.Json.Span.SequenceEqual("null"u8))
            return Refusal.InvalidArgument($"{expectation} '{name}', but its value is null, as is one that does not exist. Delete it instead.");
        json = only.Json;
        return null;
    }
}
