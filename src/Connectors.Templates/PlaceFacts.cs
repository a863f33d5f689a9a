using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Templates;

/// <summary>What a template says about the element that it is for.</summary>
/// <param name="Slug">In ids and names of files.</param>
/// <param name="Suffix">Behind the name of the connector; empty where there is only one such place.</param>
/// <param name="AppliesTo">What it may be put on.</param>
internal sealed record PlaceFacts(string Slug, string Suffix, IReadOnlyList<string> AppliesTo, string ElementType, bool HasMessage)
{
    public string? EventDefinition => HasMessage && ElementType is not "bpmn:ReceiveTask" ? "bpmn:MessageEventDefinition" : null;

    public static PlaceFacts Of(ConnectorPlaces place) => place switch
    {
        ConnectorPlaces.ServiceTask => new("task", "", ["bpmn:Task"], "bpmn:ServiceTask", HasMessage: false),
        ConnectorPlaces.SendTask => new("send-task", "send task", ["bpmn:Task"], "bpmn:SendTask", HasMessage: false),
        ConnectorPlaces.MessageThrowEvent => new(
            "throw", "intermediate throw event", ["bpmn:IntermediateThrowEvent", "bpmn:IntermediateCatchEvent"], "bpmn:IntermediateThrowEvent",
            HasMessage: true),
        ConnectorPlaces.MessageEndEvent => new("end", "end event", ["bpmn:EndEvent"], "bpmn:EndEvent", HasMessage: true),
        ConnectorPlaces.StartEvent => new("start", "start event", ["bpmn:StartEvent"], "bpmn:StartEvent", HasMessage: false),
        ConnectorPlaces.MessageStartEvent => new(
            "message-start", "message start event", ["bpmn:StartEvent"], "bpmn:StartEvent", HasMessage: true),
        ConnectorPlaces.CatchEvent => new(
            "catch", "intermediate catch event", ["bpmn:IntermediateCatchEvent", "bpmn:IntermediateThrowEvent"],
            "bpmn:IntermediateCatchEvent", HasMessage: true),
        ConnectorPlaces.BoundaryEvent => new("boundary", "boundary event", ["bpmn:BoundaryEvent"], "bpmn:BoundaryEvent", HasMessage: true),
        ConnectorPlaces.ReceiveTask => new("receive", "receive task", ["bpmn:Task"], "bpmn:ReceiveTask", HasMessage: true),
        ConnectorPlaces.Automatic => throw new ArgumentOutOfRangeException(nameof(place)),
    };
}
