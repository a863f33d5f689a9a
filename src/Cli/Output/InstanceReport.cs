using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>Everything about one instance.</summary>
/// <param name="Elements">In the order in which they were entered; the process itself left out.</param>
internal sealed record InstanceReport(
    ProcessInstanceItem Instance,
    IReadOnlyList<ElementInstanceItem> Elements,
    IReadOnlyList<SequenceFlowItem> SequenceFlows,
    IReadOnlyList<VariableItem> Variables,
    IReadOnlyList<IncidentItem> Incidents,
    IReadOnlyList<CallItem> Calls)
{
    private const int ValueShownAtMost = 200;

    public void WriteJson() => JsonOutput.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("instance");
        JsonSerializer.Serialize(writer, Instance, JsonOutput.Shapes.ProcessInstanceItem);
        writer.WritePropertyName("elements");
        JsonSerializer.Serialize(writer, Elements, JsonOutput.Shapes.IReadOnlyListElementInstanceItem);
        writer.WritePropertyName("sequenceFlows");
        JsonSerializer.Serialize(writer, SequenceFlows, JsonOutput.Shapes.IReadOnlyListSequenceFlowItem);
        writer.WritePropertyName("variables");
        JsonSerializer.Serialize(writer, Variables, JsonOutput.Shapes.IReadOnlyListVariableItem);
        writer.WritePropertyName("incidents");
        JsonSerializer.Serialize(writer, Incidents, JsonOutput.Shapes.IReadOnlyListIncidentItem);
        writer.WritePropertyName("calls");
        JsonSerializer.Serialize(writer, Calls, JsonOutput.Shapes.IReadOnlyListCallItem);
        writer.WriteEndObject();
    });

    public void Write()
    {
        WriteState();
        WritePath();
        WriteVariables();
        WriteCalls();
        WriteIncidents();
    }

    private void WriteCalls()
    {
        if (Calls.Count is 0)
            return;
        Screen.WriteLine();
        Screen.WriteLine("Calls");
        CallsCommand.Write(Calls);
    }

    private void WriteState()
    {
        var state = Instance.HasIncident ? $"{RestWord.Of(Instance.State)}, stopped by an incident" : RestWord.Of(Instance.State);
        var process = Invariant($"{Instance.ProcessDefinitionId} (version {Instance.ProcessDefinitionVersion})");
        Screen.WriteLine(Invariant($"Instance {Instance.ProcessInstanceKey.Value} of {process}: {state}"));
        Screen.WriteLine(Instance.EndDate is { } end
            ? $"Started {Times.Moment(Instance.StartDate)}, ended {Times.Moment(end)}, took {Times.Duration(end - Instance.StartDate)}"
            : $"Started {Times.Moment(Instance.StartDate)}");
        if (Instance.BusinessId is { } businessId)
            Screen.WriteLine($"Business id {businessId}");
        if (Instance.Tags.Count > 0)
            Screen.WriteLine($"Tags {string.Join(", ", Instance.Tags)}");
    }

    private void WritePath()
    {
        Screen.WriteLine();
        Screen.WriteLine("Path");
        Screen.WriteTable(
            ["ENTERED", "ELEMENT", "ID", "TYPE", "STATE", "KEY", "TOOK"],
            [
                .. Elements.Select(IReadOnlyList<string> (element) =>
                [
                    Times.Clock(element.StartDate),
                    element.ElementName,
                    element.ElementId,
                    RestWord.Of(element.Type),
                    element.HasIncident ? "INCIDENT" : RestWord.Of(element.State),
                    Invariant($"{element.ElementInstanceKey.Value}"),
                    element.EndDate is { } end ? Times.Duration(end - element.StartDate) : "",
                ]),
            ]);
    }

    private void WriteVariables()
    {
        if (Variables.Count == 0)
            return;
        Screen.WriteLine();
        Screen.WriteLine("Variables");
        foreach (var variable in Variables.Where(variable => variable.ScopeKey.Value == Instance.ProcessInstanceKey.Value))
            Screen.WriteLine($"  {variable.Name} = {Short(variable.Value)}");
        foreach (var scope in Variables
            .Where(variable => variable.ScopeKey.Value != Instance.ProcessInstanceKey.Value)
            .GroupBy(variable => variable.ScopeKey))
        {
            var owner = Elements.FirstOrDefault(element => element.ElementInstanceKey == scope.Key)?.ElementId ?? "?";
            Screen.WriteLine($"  of {owner}: {string.Join(", ", scope.Select(variable => $"{variable.Name} = {Short(variable.Value)}"))}");
        }
    }

    private void WriteIncidents()
    {
        foreach (var incident in Incidents.Where(incident => incident.State is IncidentState.Active))
        {
            Screen.WriteLine();
            Screen.WriteLine(Invariant($"Incident {incident.IncidentKey.Value} at {incident.ElementId}: {RestWord.Of(incident.ErrorType)}"));
            Screen.WriteLine($"  What went wrong: {Screen.Indented(incident.ErrorMessage, 4)}");
            Screen.WriteLine($"  What to do: {Advice.For(incident)}");
            if (incident.JobKey is { } job && Calls.LastOrDefault(call => call.JobKey == job) is { } call)
                Screen.WriteLine(Invariant($"  What was sent: ./fairlead call {call.CallKey.Value}"));
        }
    }

    private static string Short(string value) => value.Length <= ValueShownAtMost ? value : value[..ValueShownAtMost] + " …";
}
