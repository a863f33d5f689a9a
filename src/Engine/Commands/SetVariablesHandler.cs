using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

internal static class SetVariablesHandler
{
    public static Reply Handle(Execution x, Command.SetVariables command)
    {
        if (x.State.Element(command.Scope) is not { } scope)
        {
            return Refusal.NotFound(
                $"Expected to set variables of element instance {command.Scope.Value}, but there is no such active element instance.");
        }

        if (!JsonValues.TryReadObject(command.Variables, out var variables, out var problem))
            return Refusal.Variables("set variables", problem);

        if (command.Local) Scopes.SetLocal(x, scope, variables);
        else Scopes.Merge(x, scope.Key, variables);
        return new Reply.Done();
    }
}
