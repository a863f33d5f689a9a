using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Changes by hand what is active in an instance.</summary>
internal static class ModifyCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of the instance.");
        var activate = Several("--activate", "ELEMENT[@SCOPE_KEY]", "An element to activate, in a scope where there are several of its kind.");
        var move = Several("--move", "SOURCE:TARGET", "An element, or the key of an element instance, to end, and the element to go on at.");
        var terminate = Several("--terminate", "ELEMENT|KEY", "An element, or the key of an element instance, to end.");
        var variables = Variables.Option();
        var scope = new Option<string?>("--scope")
        {
            Description = "The element whose variables they become: one that is activated, or a scope around it. Else they are the instance's.",
            HelpName = "ELEMENT",
        };
        var command = new Command("modify", "Changes by hand what is active in a process instance: all of it or nothing.")
        {
            key, activate, move, terminate, variables, scope,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new ProcessInstanceKey(parsed.GetRequiredValue(key)),
            Request(
                parsed.GetValue(activate) ?? [],
                parsed.GetValue(move) ?? [],
                parsed.GetValue(terminate) ?? [],
                Variables.Read(parsed.GetValue(variables)),
                parsed.GetValue(scope)),
            cancellation));
        return command;
    }

    private static Option<string[]> Several(string name, string value, string description) =>
        new(name) { Description = $"{description} Can be given several times.", HelpName = value };

    private static ModifyProcessInstanceRequest Request(
        string[] activate, string[] move, string[] terminate, JsonObjectText? variables, string? scope)
    {
        if (activate.Length + move.Length + terminate.Length == 0)
            throw new UsageException("Say what is to change: --activate, --move or --terminate, each as often as needed.");
        if (variables is not null && activate.Length + move.Length == 0)
            throw new UsageException("--variables are set where something is activated, but there is no --activate and no --move.");
        IReadOnlyList<ScopeVariablesInstruction>? set = variables is not { } given ? null : [new() { Variables = given, ScopeId = scope ?? "" }];
        return new()
        {
            ActivateInstructions = [.. activate.Select(given => Activation(given, set))],
            MoveInstructions = [.. move.Select(given => Move(given, set))],
            TerminateInstructions =
            [
                .. terminate.Select(given => ElementKey(given) is { } key
                    ? new TerminateElementInstruction { ElementInstanceKey = key }
                    : new TerminateElementInstruction { ElementId = given }),
            ],
        };
    }

    private static ActivateElementInstruction Activation(string given, IReadOnlyList<ScopeVariablesInstruction>? set)
    {
        var parts = given.Split('@');
        if (parts.Length > 1 && ElementKey(parts[1]) is null)
            throw new UsageException($"'{parts[1]}' in '{given}' is no key of a scope: a key is a number, as ./fairlead instance shows it.");
        return new()
        {
            ElementId = parts[0],
            AncestorElementInstanceKey = parts.Length > 1 ? ElementKey(parts[1]) : null,
            VariableInstructions = set,
        };
    }

    private static MoveElementInstruction Move(string given, IReadOnlyList<ScopeVariablesInstruction>? set)
    {
        if (given.Split(':') is not [{ Length: > 0 } source, { Length: > 0 } target])
            throw new UsageException($"A move is written SOURCE:TARGET, but this is '{given}'.");
        return new()
        {
            SourceElementInstruction = ElementKey(source) is { } key
                ? new() { SourceType = "byKey", SourceElementInstanceKey = key }
                : new() { SourceType = "byId", SourceElementId = source },
            TargetElementId = target,
            VariableInstructions = set,
        };
    }

    /// <summary>BPMN ids do not begin with a digit.</summary>
    private static ElementInstanceKey? ElementKey(string given) =>
        long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? new ElementInstanceKey(key) : null;

    private static async Task RunAsync(
        Session session, ProcessInstanceKey key, ModifyProcessInstanceRequest request, CancellationToken cancellation)
    {
        await session.Client.ModifyInstanceAsync(key, request, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(await session.Client.GetInstanceAsync(key, cancellation), JsonOutput.Shapes.ProcessInstanceItem);
            return;
        }

        Screen.WriteLine(Invariant($"Instance {key.Value} is modified."));
        Screen.WriteLine(Invariant($"See what runs in it now: ./fairlead instance {key.Value}"));
    }
}
