using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class ActivateAdHocHandler
{
    public static Reply Handle(Execution x, Command.ActivateAdHocElements command)
    {
        var expectation = $"Expected to activate elements of ad-hoc sub-process {command.Key.Value}, but";
        if (x.State.Element(command.Key) is not { } element || x.NodeOf(element) is not AdHocNode node)
            return Refusal.NotFound($"{expectation} there is no active ad-hoc sub-process with this key.");
        if (!element.IsOpen || element.Interruption is not null || !Steps.IsScopeActive(x, element))
            return Refusal.InvalidState($"{expectation} it is not active: it is beginning, ending or was interrupted.");
        if (command.Elements.Count == 0) return Refusal.InvalidArgument($"{expectation} no element is named.");
        var twice = command.Elements.GroupBy(chosen => chosen.ElementId).Where(group => group.Count() > 1).Select(group => $"'{group.Key}'").ToList();
        if (twice.Count > 0) return Refusal.InvalidArgument($"{expectation} {string.Join(", ", twice)} stands there several times: name each once.");
        if (AdHocChoice.Read(expectation, node, command.Elements, out var choice) is { } refused) return refused;

        choice.Begin(x, element, command.CancelsRemaining);
        return new Reply.Done();
    }
}
