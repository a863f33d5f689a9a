using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Rest;

/// <summary>Events in the shapes of the REST API.</summary>
internal static class InboundItems
{
    public static InboxDriveItem Of(DrivenEvent driven) => new()
    {
        InboxKey = driven.Key,
        Outcome = driven.Outcome,
        Code = TextOrNull(driven.Forecast.Code),
        Reason = TextOrNull(driven.Forecast.Reason),
        Effect = EffectOf(driven.Forecast),
        ProcessInstanceKey = driven.InstanceKey ?? driven.Forecast.Known?.InstanceKey,
        MessageKey = driven.MessageKey,
    };

    public static InboundPlanItem Of(PlannedTrigger trigger) => new()
    {
        Type = trigger.Type,
        TenantId = trigger.TenantId,
        ProcessDefinitionId = trigger.ProcessId,
        Down = trigger.Down,
        Verdict = trigger.Forecast.Verdict,
        Code = TextOrNull(trigger.Forecast.Code),
        Reason = TextOrNull(trigger.Forecast.Reason),
        Effect = EffectOf(trigger.Forecast),
        Known = trigger.Forecast.Known is { } known ? InboxItems.Of(known) : null,
        Steps = [.. trigger.Forecast.Steps.Select(Of)],
        Nulls = [.. trigger.Forecast.Nulls.Select(entry => new NullItem
        {
            Path = entry.Name,
            Part = entry.Part,
            Code = entry.Code,
            Message = entry.Message,
            Line = entry.Line,
            Column = entry.Column,
        })],
    };

    private static InboundEffectItem? EffectOf(InboundForecast forecast)
    {
        if (forecast.Element is not { } element || forecast.Variables.IsEmpty)
            return null;
        var isMessage = forecast.Action is not InboundAction.CreateInstance;
        return new InboundEffectItem
        {
            Action = forecast.Action,
            ProcessDefinitionKey = element.Definition.Key,
            ProcessDefinitionVersion = element.Definition.Version,
            ProcessDefinitionId = element.Definition.ProcessId,
            ElementId = element.ElementId,
            MessageName = isMessage ? forecast.MessageName : null,
            CorrelationKey = isMessage ? forecast.CorrelationKey : null,
            TimeToLive = forecast.Action is InboundAction.PublishMessage ? (long)forecast.TimeToLive.TotalMilliseconds : null,
            MessageId = TextOrNull(forecast.MessageId),
            DeduplicationKey = forecast.DeduplicationKey,
            Variables = new JsonObjectText(forecast.Variables),
            Waiting = forecast.Waiting,
        };
    }

    private static InboundStepItem Of(ForecastStep step) => new()
    {
        ElementId = step.Element.ElementId,
        ProcessDefinitionVersion = step.Element.Definition.Version,
        Step = step.Step,
        Expression = step.Expression,
        Value = step.Value,
        Problem = step.Problem,
        Trace = step.TraceJson.IsEmpty ? null : new JsonObjectText(step.TraceJson),
    };

    private static string? TextOrNull(string text) => text.Length > 0 ? text : null;
}
