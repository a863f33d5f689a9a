namespace Fairlead.Testing.Tests;

internal static class Diagrams
{
    /// <summary>Asks for the price, has it packed, and gives up after thirty days.</summary>
    public static string Order { get; } = Process("order", """
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ask" />
        """ + Ask + """
        <bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="pack" />
        <bpmn:serviceTask id="pack">
          <bpmn:extensionElements><zeebe:taskDefinition type="pack" /></bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:boundaryEvent id="late" attachedToRef="pack">
          <bpmn:timerEventDefinition><bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition>
        </bpmn:boundaryEvent>
        <bpmn:sequenceFlow id="f3" sourceRef="pack" targetRef="end" />
        <bpmn:sequenceFlow id="f4" sourceRef="late" targetRef="given_up" />
        <bpmn:endEvent id="end" />
        <bpmn:endEvent id="given_up" />
        """);

    /// <summary>Waits for a message, for a person, and for a signal.</summary>
    public static string Waits { get; } = Process("waits", """
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="paid" />
        <bpmn:intermediateCatchEvent id="paid"><bpmn:messageEventDefinition messageRef="payment" /></bpmn:intermediateCatchEvent>
        <bpmn:sequenceFlow id="f2" sourceRef="paid" targetRef="check" />
        <bpmn:userTask id="check"><bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements></bpmn:userTask>
        <bpmn:sequenceFlow id="f3" sourceRef="check" targetRef="open" />
        <bpmn:intermediateCatchEvent id="open"><bpmn:signalEventDefinition signalRef="opens" /></bpmn:intermediateCatchEvent>
        <bpmn:sequenceFlow id="f4" sourceRef="open" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);

    /// <summary>A webhook starts it, waits for its end and answers with the price.</summary>
    public static string Webhook { get; } = Process("hook", """
        <bpmn:startEvent id="start">
          <bpmn:extensionElements>
            <zeebe:properties>
              <zeebe:property name="inbound.type" value="io.camunda:webhook:1" />
              <zeebe:property name="inbound.method" value="any" />
              <zeebe:property name="inbound.context" value="order" />
              <zeebe:property name="inbound.auth.type" value="NONE" />
              <zeebe:property name="synchronousResponse" value="true" />
              <zeebe:property name="inbound.responseExpression" value="={body: {price: correlation.variables.price}}" />
              <zeebe:property name="resultExpression" value="={item: request.body.item}" />
            </zeebe:properties>
          </bpmn:extensionElements>
        </bpmn:startEvent>
        <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ask" />
        """ + Ask + """
        <bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);

    private const string Ask = """
        <bpmn:serviceTask id="ask">
          <bpmn:extensionElements>
            <zeebe:taskDefinition type="io.camunda:http-json:1" retries="3" />
            <zeebe:ioMapping>
              <zeebe:input source="GET" target="method" />
              <zeebe:input source="=&#34;{{secrets.STOCK}}/&#34; + item" target="url" />
            </zeebe:ioMapping>
            <zeebe:taskHeaders>
              <zeebe:header key="resultExpression" value="={price: response.body.price}" />
              <zeebe:header key="retryBackoff" value="PT1M" />
            </zeebe:taskHeaders>
          </bpmn:extensionElements>
        </bpmn:serviceTask>
        """;

    private static string Process(string id, string body) => $"""
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">
          <bpmn:process id="{id}" isExecutable="true">{body}</bpmn:process>
          <bpmn:message id="payment" name="payment">
            <bpmn:extensionElements><zeebe:subscription correlationKey="=orderId" /></bpmn:extensionElements>
          </bpmn:message>
          <bpmn:signal id="opens" name="shop-opens" />
        </bpmn:definitions>
        """;
}
