namespace Fairlead.Server.Tests.Support;

/// <summary>Diagrams whose webhooks name their events by <c>id</c> in the body.</summary>
internal static class InboundDiagrams
{
    /// <summary>A plain start event.</summary>
    public static string Plain(string processId) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start">{Webhook(processId)}</bpmn:startEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>A message start event.</summary>
    public static string Message(string processId) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start">
              {Webhook(processId)}
              <bpmn:messageEventDefinition id="definition" messageRef="its_message" />
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
            <bpmn:endEvent id="end" />
        """,
        $"""<bpmn:message id="its_message" name="{processId}" />""");

    /// <summary>
    /// Waits for events with its own <c>id</c>, again and again, and counts them in <c>count</c>: one that is applied twice is seen.
    /// </summary>
    public static string Waiting(string processId) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait">
              {Webhook(processId, """<zeebe:property name="correlationKeyExpression" value="=request.body.id" />""")}
              <bpmn:messageEventDefinition id="definition" messageRef="its_message" />
            </bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_add" sourceRef="wait" targetRef="add" />
            <bpmn:scriptTask id="add">
              <bpmn:extensionElements>
                <zeebe:script expression="=if count = null then 1 else count + 1" resultVariable="count" />
              </bpmn:extensionElements>
            </bpmn:scriptTask>
            <bpmn:sequenceFlow id="back" sourceRef="add" targetRef="wait" />
        """,
        $"""
          <bpmn:message id="its_message" name="{processId}">
            <bpmn:extensionElements><zeebe:subscription correlationKey="=id" /></bpmn:extensionElements>
          </bpmn:message>
        """);

    /// <summary>Asks an API for items again and again; each starts an instance.</summary>
    public static string Polled(string processId, string url) => Diagrams.Process(
        processId,
        $$"""
            <bpmn:startEvent id="start">
              <bpmn:extensionElements>
                <zeebe:properties>
                  <zeebe:property name="inbound.type" value="io.camunda:http-polling:1" />
                  <zeebe:property name="authentication.type" value="noAuth" />
                  <zeebe:property name="method" value="GET" />
                  <zeebe:property name="url" value="{{url}}" />
                  <zeebe:property name="httpRequestInterval" value="PT0.1S" />
                  <zeebe:property name="itemsExpression" value="=body.items" />
                  <zeebe:property name="itemIdExpression" value="=item.id" />
                  <zeebe:property name="resultExpression" value="={id: item.id}" />
                </zeebe:properties>
              </bpmn:extensionElements>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>Fires each half second, and makes up for what it missed.</summary>
    public static string Scheduled(string processId, DateTimeOffset from, int times) => Diagrams.Process(
        processId,
        $$"""
            <bpmn:startEvent id="start">
              <bpmn:extensionElements>
                <zeebe:properties>
                  <zeebe:property name="inbound.type" value="io.fairlead:schedule:1" />
                  <zeebe:property name="interval" value="R{{times}}/{{from.UtcDateTime:yyyy-MM-ddTHH:mm:ss}}Z/PT0.5S" />
                  <zeebe:property name="catchUp" value="all" />
                  <zeebe:property name="resultExpression" value="={id: string(scheduledAt)}" />
                </zeebe:properties>
              </bpmn:extensionElements>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    private static string Webhook(string path, string more = "") =>
        $$"""
        <bpmn:extensionElements>
                <zeebe:properties>
                  <zeebe:property name="inbound.type" value="io.camunda:webhook:1" />
                  <zeebe:property name="inbound.method" value="post" />
                  <zeebe:property name="inbound.context" value="{{path}}" />
                  <zeebe:property name="inbound.shouldValidateHmac" value="disabled" />
                  <zeebe:property name="inbound.auth.type" value="NONE" />
                  <zeebe:property name="messageIdExpression" value="=request.body.id" />
                  <zeebe:property name="resultExpression" value="={id: request.body.id}" />{{more}}
                </zeebe:properties>
              </bpmn:extensionElements>
        """;
}
