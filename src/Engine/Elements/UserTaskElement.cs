using System.Text.Json;

using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Time;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>A user task that the engine keeps: everything that the model says about it is evaluated when it begins.</summary>
internal static class UserTaskElement
{
    public const int UsualPriority = 50;

    public const int PriorityAtMost = 100;

    public static Problem? Activate(Execution x, ElementInstance element, UserTaskNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        if (Evaluate(x, node, entry.Variables, out var attributes, out var externalForm) is { } wrong) return wrong;
        if (FindForm(x, element, node, entry.Variables, out var form) is { } noForm) return noForm;

        entry.Commit(x);
        UserTasks.Create(x, element, node, attributes, externalForm, form);
        entry.Activated(x);
        UserTasks.GoOn(x, entry.Current(x), node);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }

    /// <summary>A migration makes a user task of an element that is active already and had a job.</summary>
    public static Problem? Begin(Execution x, ElementInstance element, UserTaskNode node)
    {
        if (Evaluate(x, node, new VisibleVariables(x.State, element.Key), out var attributes, out var externalForm) is { } wrong) return wrong;
        if (FindForm(x, element, node, new VisibleVariables(x.State, element.Key), out var form) is { } noForm) return noForm;
        UserTasks.Create(x, element, node, attributes, externalForm, form);
        UserTasks.GoOn(x, x.State.Element(element.Key)!, node);
        return null;
    }

    private static Problem? FindForm(
        Execution x, ElementInstance element, UserTaskNode node, VisibleVariables variables, out ResourceKey? form)
    {
        form = null;
        if (node.Form is not { } linked) return null;
        var problem = LinkedFiles.FindForm(x, element, linked, variables, out var found);
        form = found;
        return problem;
    }

    private static Problem? Evaluate(
        Execution x, UserTaskNode node, VisibleVariables variables, out UserTaskAttributes attributes, out string externalForm)
    {
        attributes = null!;
        externalForm = "";
        var assignee = "";
        var priority = UsualPriority;
        if (node.Assignee is { } text && Evaluations.Text(x, text, variables, "assignee", out assignee) is { } noAssignee) return noAssignee;
        if (Texts(x, node.CandidateUsers, variables, "candidate users", out var users) is { } noUsers) return noUsers;
        if (Texts(x, node.CandidateGroups, variables, "candidate groups", out var groups) is { } noGroups) return noGroups;
        if (Date(x, node.DueDate, variables, "due date", out var due) is { } noDate) return noDate;
        if (Date(x, node.FollowUpDate, variables, "follow-up date", out var followUp) is { } noFollowUp) return noFollowUp;
        if (node.Priority is { } number && Evaluations.Count(x, number, variables, "priority", out priority) is { } noPriority) return noPriority;
        if (priority is < 0 or > PriorityAtMost)
            return Problem.ExtractValue($"The priority must be from 0 to {PriorityAtMost}, but {node.Priority} gave {priority}.");

        if (node.ExternalForm is { } form && Evaluations.Text(x, form, variables, "external form reference", out externalForm) is { } noForm)
            return noForm;

        attributes = new UserTaskAttributes(assignee, users, groups, due, followUp, priority);
        return null;
    }

    private static Problem? Texts(Execution x, ModelText? text, VisibleVariables variables, string what, out IReadOnlyList<string> values)
    {
        values = [];
        if (text is null) return null;
        if (ComputedHeaders.Texts(x, text, variables, what, out var items) is { } problem) return problem;
        values = [.. items.Select(item => JsonSerializer.Deserialize<string>(item.Span)!)];
        return null;
    }

    private static Problem? Date(Execution x, ModelText? text, VisibleVariables variables, string what, out string value)
    {
        value = "";
        if (text is null) return null;
        if (ComputedHeaders.Date(x, text, variables, what, out var date) is { } problem) return problem;
        value = IsoDate.Plain(date ?? "");
        return null;
    }
}
