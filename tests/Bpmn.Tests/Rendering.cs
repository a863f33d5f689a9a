using System.Text;

namespace Fairlead.Bpmn.Tests;

/// <summary>A model and its diagnostics as lines for a reviewer.</summary>
internal static class Rendering
{
    public static string Of(BpmnReadResult result)
    {
        var text = new StringBuilder();
        foreach (var process in result.Document.Processes)
            Add(text, process);
        if (result.IsValid)
            text.AppendLine("valid");
        foreach (var diagnostic in result.Diagnostics)
            text.AppendLine(diagnostic.ToString());
        return text.ToString();
    }

    private static void Add(StringBuilder text, BpmnProcess process)
    {
        text.AppendLine($"{process.Line}: process {process.Id}{Named(process.Name)}{Tagged(process.VersionTag)}");
        Add(text, process.Properties);
        Add(text, process.Listeners);
        foreach (var node in process.Nodes)
            Add(text, node);
        foreach (var flow in process.Flows)
        {
            text.Append($"{flow.Line}: flow {Scoped(flow.ScopeId)}{flow.Id}{Named(flow.Name)}: {flow.SourceId} -> {flow.TargetId}");
            text.AppendLine(flow.Condition is null ? "" : $" when [{flow.Condition}]");
        }

        text.AppendLine();
    }

    private static void Add(StringBuilder text, FlowNode node)
    {
        text.AppendLine($"{node.Line}: {Scoped(node.ScopeId)}{node.Id}{Named(node.Name)}: {What(node)}");
        if (node.Incoming.Count + node.Outgoing.Count > 0)
            text.AppendLine($"    in {List(node.Incoming)}, out {List(node.Outgoing)}");
        if (node.Documentation is { } documentation)
            text.AppendLine($"    says \"{documentation.Trim()}\"");
        if (node.IsForCompensation)
            text.AppendLine("    for compensation");
        if (node.ModelerTemplate is { } template)
            text.AppendLine($"    template {template}");
        Add(text, node.Properties);
        foreach (var input in node.Inputs)
            text.AppendLine($"    input {input.Target} = {Written(input.Source)} (line {input.Line})");
        foreach (var output in node.Outputs)
            text.AppendLine($"    output {output.Target} = {Written(output.Source)} (line {output.Line})");
        Add(text, node.Listeners);
        if (node.Loop is { } loop)
        {
            text.AppendLine(
                $"    for each {loop.InputElement ?? "item"} of [{loop.InputCollection}], {(loop.IsSequential ? "one by one" : "all at once")}"
                + $"{(loop.OutputCollection is { } output ? $", {output} gets [{loop.OutputElement}]" : "")}"
                + $"{(loop.CompletionCondition is { } until ? $", until [{until}]" : "")}");
        }

        if (node is FlowNode.JobTask job)
        {
            foreach (var (key, value) in job.Task.Headers)
                text.AppendLine($"    header {key} = {value}");
            foreach (var header in job.Task.Computed)
                text.AppendLine($"    header {header.Name} = {Written(header.Value)} ({header.Kind})");
        }
    }

    private static void Add(StringBuilder text, IReadOnlyList<ExecutionListener> listeners)
    {
        foreach (var listener in listeners)
        {
            text.AppendLine($"    at its {listener.Event}: job {Written(listener.Type)}, retries {Written(listener.Retries)}"
                + string.Concat(listener.Headers.Select(header => $", header {header.Key} = {header.Value}")));
        }
    }

    private static void Add(StringBuilder text, IReadOnlyDictionary<string, string> properties)
    {
        foreach (var (name, value) in properties)
            text.AppendLine($"    property {name} = \"{value}\"");
    }

    private static string What(FlowNode node) => node switch
    {
        FlowNode.StartEvent start => $"start{Defined(start.Definition)}{(start.Interrupting ? "" : ", not interrupting")}",
        FlowNode.EndEvent end => $"end{Defined(end.Definition)}",
        FlowNode.CatchEvent caught => $"catch{Defined(caught.Definition)}",
        FlowNode.ThrowEvent thrown => $"throw{Defined(thrown.Definition)}",
        FlowNode.BoundaryEvent boundary =>
            $"boundary of {boundary.AttachedToId}, {(boundary.Interrupting ? "" : "not ")}interrupting{Defined(boundary.Definition)}",
        FlowNode.JobTask job => $"{job.BpmnType}, job {Written(job.Task.Type)}, retries {Written(job.Task.Retries)}",
        FlowNode.CallActivity { Called: var called } =>
            $"calls {Written(called.ProcessId)}, {called.Binding}{Tagged(called.VersionTag)}, {(called.PassesAllIn ? "all" : "own")} in, "
            + $"{(called.PassesAllOut ? "all" : "mapped")} out{(called.BusinessId is { } id ? $", for {Written(id)}" : "")}",
        FlowNode.UserTask { Task: var task } => $"user task{Kept(task)}",
        FlowNode.ReceiveTask receive => $"receive {Written(receive.Message)}",
        FlowNode.DecisionTask { Called: var called } =>
            $"decision {called.ResultVariable} = {Written(called.DecisionId)} {called.Binding} {called.VersionTag}".TrimEnd(),
        FlowNode.ScriptTask script => $"script {script.ResultVariable} = [{script.Expression}]",
        FlowNode.PassThroughTask pass => pass.BpmnType,
        FlowNode.ExclusiveGateway gateway => $"exclusive{(gateway.DefaultFlowId is { } flow ? $", default {flow}" : "")}",
        FlowNode.InclusiveGateway gateway => $"inclusive{(gateway.DefaultFlowId is { } flow ? $", default {flow}" : "")}",
        FlowNode.ParallelGateway => "parallel",
        FlowNode.EventGateway => "event-based",
        FlowNode.SubProcess => "sub-process",
        FlowNode.AdHocSubProcess { AdHoc: var adHoc } =>
            $"ad-hoc sub-process{(adHoc.Task is { } task ? $", job {Written(task.Type)}, retries {Written(task.Retries)}" : "")}"
            + $"{(adHoc.ActiveElements is { } active ? $", begins with [{active}]" : "")}"
            + $"{(adHoc.OutputCollection is { } output ? $", {output} gets [{adHoc.OutputElement}]" : "")}"
            + $"{(adHoc.CompletionCondition is { } until ? $", until [{until}]" : "")}{(adHoc.CancelsRemaining ? "" : ", waits for the rest")}",
        FlowNode.EventSubProcess => "event sub-process",
        _ => throw new System.Diagnostics.UnreachableException($"No line for {node}."),
    };

    private static string Kept(UserTaskDefinition task)
    {
        var parts = new List<string>();
        Add("assignee", task.Assignee);
        Add("groups", task.CandidateGroups);
        Add("users", task.CandidateUsers);
        Add("due", task.DueDate);
        Add("follow up", task.FollowUpDate);
        Add("priority", task.Priority);
        Add("form elsewhere", task.ExternalForm);
        if (task.Form is { } form) parts.Add($"form {Written(form.Id)} {form.Binding}{Tagged(form.VersionTag)}");
        parts.AddRange(task.Headers.Select(header => $"header {header.Key} = {header.Value}"));
        parts.AddRange(task.Listeners.Select(listener => $"{listener.Event}: job {Written(listener.Type)}, retries {Written(listener.Retries)}"));
        return string.Concat(parts.Select(part => $", {part}"));

        void Add(string name, Text? text)
        {
            if (text is { } said) parts.Add($"{name} {Written(said)}");
        }
    }

    private static string Defined(EventDefinition definition) => definition switch
    {
        EventDefinition.None => "",
        EventDefinition.Message message => $" on message {Written(message.Ref)}",
        EventDefinition.Timer timer => $" on {timer.Kind} {Written(timer.Value)}",
        EventDefinition.Error error => $" with error {(error.Code is { } code ? Written(code) : "of any code")}",
        EventDefinition.Signal signal => $" on signal {signal.Ref.Id} {Written(signal.Ref.Name)}",
        EventDefinition.Escalation escalation => $" with escalation {(escalation.Code is { } code ? Written(code) : "of any code")}",
        EventDefinition.Link link => $" to link \"{link.Name}\"",
        EventDefinition.Terminate => " that terminates",
        EventDefinition.Condition condition =>
            $" when [{condition.Expression}]{(condition.VariableNames.Count > 0 ? $" of {string.Join(' ', condition.VariableNames)}" : "")}"
            + (condition.Events is VariableEvents.All ? "" : $" on {condition.Events}"),
        EventDefinition.Compensate compensate => $" that undoes {compensate.ActivityId ?? "all"}",
        EventDefinition.Compensation compensation => $" undone by {compensation.HandlerId}",
        _ => throw new System.Diagnostics.UnreachableException($"No words for {definition}."),
    };

    private static string Written(MessageRef message) =>
        $"{message.Id} {Written(message.Name)}{(message.CorrelationKey is { } key ? $" by [{key}]" : "")}";

    private static string Written(Text text) => text.IsExpression ? $"[{text.Value}]" : $"\"{text.Value}\"";

    private static string List(IReadOnlyList<string> ids) => $"({string.Join(' ', ids)})";

    private static string Named(string? name) => name is null ? "" : $" \"{name}\"";

    private static string Tagged(string? tag) => tag is null ? "" : $" tag {tag}";

    private static string Scoped(string? scope) => scope is null ? "" : $"{scope}/";
}
