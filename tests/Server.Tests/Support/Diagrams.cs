namespace Fairlead.Server.Tests.Support;

/// <summary>Small diagrams.</summary>
internal static class Diagrams
{
    /// <summary>A service task for a worker of ours.</summary>
    public static string Work(string processId, string jobType) => Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_work" sourceRef="start" targetRef="work" />
            <bpmn:serviceTask id="work" name="Work">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="{jobType}" retries="3" />
                <zeebe:taskHeaders><zeebe:header key="kind" value="test" /></zeebe:taskHeaders>
              </bpmn:extensionElements>
            </bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="work" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>Evaluates a decision into the variable <c>result</c>.</summary>
    public static string Decide(string processId, string decisionId) => Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_decide" sourceRef="start" targetRef="decide" />
            <bpmn:businessRuleTask id="decide" name="Decide">
              <bpmn:extensionElements><zeebe:calledDecision decisionId="{decisionId}" resultVariable="result" /></bpmn:extensionElements>
            </bpmn:businessRuleTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="decide" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>People start it with a form.</summary>
    public static string StartsWithForm(string processId, string formId) => Process(
        processId,
        $"""
            <bpmn:startEvent id="start">
              <bpmn:extensionElements><zeebe:formDefinition formId="{formId}" /></bpmn:extensionElements>
            </bpmn:startEvent>
        """);

    /// <summary>Waits for a message; the variable <c>id</c> is the correlation key.</summary>
    public static string Wait(string processId, string message) => Process(
        processId,
        """
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait">
              <bpmn:messageEventDefinition id="wait_definition" messageRef="message" />
            </bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="wait" targetRef="end" />
            <bpmn:endEvent id="end" />
        """,
        $"""
          <bpmn:message id="message" name="{message}">
            <bpmn:extensionElements><zeebe:subscription correlationKey="=id" /></bpmn:extensionElements>
          </bpmn:message>
        """);

    /// <summary>Correlates a message; the variable <c>id</c> is the correlation key, and <c>tookIt</c> becomes the instance that takes it.</summary>
    public static string SendsMessage(string processId, string message) => Process(
        processId,
        $$"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_send" sourceRef="start" targetRef="send" />
            <bpmn:sendTask id="send">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="io.camunda:sendMessage:1" retries="3" />
                <zeebe:ioMapping>
                  <zeebe:input source="{{message}}" target="messageName" />
                  <zeebe:input source="=id" target="correlationKey" />
                  <zeebe:input source="correlate" target="correlationType.type" />
                </zeebe:ioMapping>
                <zeebe:taskHeaders><zeebe:header key="resultExpression" value="={tookIt: processInstanceKey}" /></zeebe:taskHeaders>
              </bpmn:extensionElements>
            </bpmn:sendTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="send" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>A worker chooses in an ad-hoc sub-process, or a command does.</summary>
    public static string AdHoc(string processId, string jobType) => Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_tools" sourceRef="start" targetRef="tools" />
            <bpmn:adHocSubProcess id="tools" name="Tools">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="{jobType}" />
                <zeebe:adHoc outputCollection="results" outputElement="=result" />
              </bpmn:extensionElements>
              <bpmn:serviceTask id="search" name="Search">
                <bpmn:extensionElements>
                  <zeebe:taskDefinition type="{jobType}-search" />
                  <zeebe:ioMapping><zeebe:input source="=fromAi(toolCall.query, &quot;What to look for&quot;)" target="query" /></zeebe:ioMapping>
                </bpmn:extensionElements>
              </bpmn:serviceTask>
            </bpmn:adHocSubProcess>
            <bpmn:sequenceFlow id="to_end" sourceRef="tools" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>Waits for a signal and ends.</summary>
    public static string WaitForSignal(string processId, string signal) => Process(
        processId,
        """
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait">
              <bpmn:signalEventDefinition id="wait_definition" signalRef="signal" />
            </bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="wait" targetRef="end" />
            <bpmn:endEvent id="end" />
        """,
        $"""
          <bpmn:signal id="signal" name="{signal}" />
        """);

    /// <summary>A user task that the engine keeps.</summary>
    /// <param name="extensions">Of the task.</param>
    public static string UserTask(string processId, string extensions) => Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_review" sourceRef="start" targetRef="review" />
            <bpmn:userTask id="review" name="Review the order">
              <bpmn:extensionElements><zeebe:userTask />{extensions}</bpmn:extensionElements>
            </bpmn:userTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="review" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>A webhook starts it, it calls the examples' API, and it ends.</summary>
    public static string WebhookAndCall(string processId, string path) => Process(
        processId,
        $$$"""
            <bpmn:startEvent id="start">
              <bpmn:extensionElements>
                <zeebe:properties>
                  <zeebe:property name="inbound.type" value="io.camunda:webhook:1" />
                  <zeebe:property name="inbound.method" value="post" />
                  <zeebe:property name="inbound.context" value="{{{path}}}" />
                  <zeebe:property name="inbound.shouldValidateHmac" value="disabled" />
                  <zeebe:property name="inbound.auth.type" value="NONE" />
                  <zeebe:property name="resultExpression" value="={id: request.body.id}" />
                </zeebe:properties>
              </bpmn:extensionElements>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_call" sourceRef="start" targetRef="call" />
            {{{Call("{{secrets.EXAMPLES_URL}}/stock?item=tea", retries: 10)}}}
            <bpmn:sequenceFlow id="to_end" sourceRef="call" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>Calls an address.</summary>
    public static string CallOnly(string processId, string url) => Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_call" sourceRef="start" targetRef="call" />
            {Call(url, retries: 1)}
            <bpmn:sequenceFlow id="to_end" sourceRef="call" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    public static string Process(string processId, string elements, string definitions = "") =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
            id="definitions_{processId}" targetNamespace="http://bpmn.io/schema/bpmn">
          <bpmn:process id="{processId}" name="Process {processId}" isExecutable="true">
        {elements}
          </bpmn:process>
        {definitions}
        </bpmn:definitions>
        """;

    /// <summary>The part of a diagram that calls an address.</summary>
    public static string Call(string url, int retries) =>
        $"""
        <bpmn:serviceTask id="call" name="Call">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="io.camunda:http-json:1" retries="{retries}" />
                <zeebe:ioMapping>
                  <zeebe:input source="noAuth" target="authentication.type" />
                  <zeebe:input source="GET" target="method" />
                  <zeebe:input source="{url}" target="url" />
                </zeebe:ioMapping>
                <zeebe:taskHeaders>
                  <zeebe:header key="resultVariable" value="answer" />
                  <zeebe:header key="retryBackoff" value="PT0.2S" />
                </zeebe:taskHeaders>
              </bpmn:extensionElements>
            </bpmn:serviceTask>
        """;
}
