using Fairlead.Connectors.Sdk;

namespace Fairlead.Templates.Tests;

/// <summary>A process with one element that a template is put on, as somebody draws it.</summary>
internal static class BlankDiagram
{
    public const string Process = "blank";

    public const string Element = "target";

    public static string Of(ConnectorPlaces place) => place switch
    {
        ConnectorPlaces.ServiceTask or ConnectorPlaces.SendTask or ConnectorPlaces.ReceiveTask => Row(
            Node("startEvent", "start"), Node("task", Element), Node("endEvent", "end")),
        ConnectorPlaces.MessageThrowEvent or ConnectorPlaces.CatchEvent => Row(
            Node("startEvent", "start"), Node("intermediateThrowEvent", Element), Node("endEvent", "end")),
        ConnectorPlaces.MessageEndEvent => Row(Node("startEvent", "start"), Node("endEvent", Element)),
        ConnectorPlaces.StartEvent or ConnectorPlaces.MessageStartEvent => Row(Node("startEvent", Element), Node("endEvent", "end")),
        ConnectorPlaces.BoundaryEvent => Diagram(
            [
                Node("startEvent", "start"),
                Node("userTask", "work", inner: "<bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements>"),
                Node("boundaryEvent", Element, " attachedToRef=\"work\""),
                Node("endEvent", "end"),
            ],
            [("start", "work"), (Element, "end")]),
        ConnectorPlaces.Automatic => throw new ArgumentOutOfRangeException(nameof(place)),
    };

    /// <summary>The start event of an event sub-process, while the process around it waits for a person.</summary>
    public static string EventSubProcess { get; } = Diagram(
        [
            Node("startEvent", "start"),
            Node("userTask", "work", inner: "<bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements>"),
            Node("endEvent", "end"),
            new Drawn(
                "aside",
                $"<bpmn:subProcess id=\"aside\" triggeredByEvent=\"true\"><bpmn:startEvent id=\"{Element}\" /><bpmn:endEvent id=\"done\" />"
                + $"<bpmn:sequenceFlow id=\"{Element}_done\" sourceRef=\"{Element}\" targetRef=\"done\" /></bpmn:subProcess>",
                300,
                200),
        ],
        [("start", "work"), ("work", "end")],
        Shape(Element, 500, 320, 36, 36) + Shape("done", 640, 320, 36, 36) + Edge($"{Element}_done", 536, 338, 640, 338));

    private static string Row(params Drawn[] nodes) => Diagram(nodes, [.. nodes.Zip(nodes.Skip(1), (one, next) => (one.Id, next.Id))]);

    private static string Diagram(Drawn[] nodes, (string From, string To)[] flows, string more = "")
    {
        var x = nodes.Select((node, index) => (node.Id, X: 100 + (index * 150))).ToDictionary(place => place.Id, place => place.X);
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="blank_file" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.9.0">
              <bpmn:process id="{Process}" isExecutable="true">
                {string.Concat(nodes.Select(node => node.Xml))}
                {string.Concat(flows.Select(flow => $"<bpmn:sequenceFlow id=\"{flow.From}_{flow.To}\" sourceRef=\"{flow.From}\" targetRef=\"{flow.To}\" />"))}
              </bpmn:process>
              <bpmndi:BPMNDiagram id="drawing">
                <bpmndi:BPMNPlane id="plane" bpmnElement="{Process}">
                  {string.Concat(nodes.Select(node => Shape(node.Id, x[node.Id], node.Id is "aside" ? 280 : 100, node.Width, node.Height)))}
                  {string.Concat(flows.Select(flow => Edge($"{flow.From}_{flow.To}", x[flow.From] + 36, 118, x[flow.To], 118)))}
                  {more}
                </bpmndi:BPMNPlane>
              </bpmndi:BPMNDiagram>
            </bpmn:definitions>
            """;
    }

    private static Drawn Node(string kind, string id, string attributes = "", string inner = "") => kind.EndsWith("Event", StringComparison.Ordinal)
        ? new Drawn(id, $"<bpmn:{kind} id=\"{id}\"{attributes}>{inner}</bpmn:{kind}>", 36, 36)
        : new Drawn(id, $"<bpmn:{kind} id=\"{id}\"{attributes}>{inner}</bpmn:{kind}>", 100, 80);

    private static string Shape(string id, int x, int y, int width, int height) =>
        FormattableString.Invariant(
            $"<bpmndi:BPMNShape id=\"{id}_di\" bpmnElement=\"{id}\"><dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" /></bpmndi:BPMNShape>");

    private static string Edge(string id, int x1, int y1, int x2, int y2) => FormattableString.Invariant(
        $"<bpmndi:BPMNEdge id=\"{id}_di\" bpmnElement=\"{id}\"><di:waypoint x=\"{x1}\" y=\"{y1}\" /><di:waypoint x=\"{x2}\" y=\"{y2}\" /></bpmndi:BPMNEdge>");

    private sealed record Drawn(string Id, string Xml, int Width, int Height);
}
