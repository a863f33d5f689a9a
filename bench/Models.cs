namespace Fairlead.Bench;

/// <summary>The processes that are measured.</summary>
internal static class Models
{
    public const string WebhookProcess = "bench_webhook";
    public const string WebhookContext = "bench";
    public const string JobsProcess = "bench_jobs";
    public const string JobType = "bench-work";

    /// <summary>Webhook start, one REST call with a result expression of two fields, end.</summary>
    public static string WebhookRestEnd(Uri peer) => Definitions($$$"""
          <bpmn:process id="{{{WebhookProcess}}}" isExecutable="true">
            <bpmn:startEvent id="received">
              <bpmn:extensionElements>
                <zeebe:properties>
                  <zeebe:property name="inbound.type" value="io.camunda:webhook:1" />
                  <zeebe:property name="inbound.method" value="post" />
                  <zeebe:property name="inbound.context" value="{{{WebhookContext}}}" />
                  <zeebe:property name="inbound.shouldValidateHmac" value="disabled" />
                  <zeebe:property name="inbound.auth.type" value="NONE" />
                  <zeebe:property name="inbound.responseExpression" value="={body: {processInstanceKey: correlation.processInstanceKey}}" />
                  <zeebe:property name="resultExpression" value="={orderId: request.body.orderId, item: request.body.item}" />
                </zeebe:properties>
              </bpmn:extensionElements>
              <bpmn:outgoing>to_call</bpmn:outgoing>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_call" sourceRef="received" targetRef="call" />
            <bpmn:serviceTask id="call">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="io.camunda:http-json:1" retries="3" />
                <zeebe:ioMapping>
                  <zeebe:input source="noAuth" target="authentication.type" />
                  <zeebe:input source="GET" target="method" />
                  <zeebe:input source="{{{new Uri(peer, "/price")}}}" target="url" />
                  <zeebe:input source="={Accept: &#34;application/json&#34;}" target="headers" />
                  <zeebe:input source="={item: item}" target="queryParameters" />
                </zeebe:ioMapping>
                <zeebe:taskHeaders>
                  <zeebe:header key="resultExpression" value="={price: response.body.price, currency: response.body.currency}" />
                </zeebe:taskHeaders>
              </bpmn:extensionElements>
              <bpmn:incoming>to_call</bpmn:incoming>
              <bpmn:outgoing>to_end</bpmn:outgoing>
            </bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="call" targetRef="done" />
            <bpmn:endEvent id="done">
              <bpmn:incoming>to_end</bpmn:incoming>
            </bpmn:endEvent>
          </bpmn:process>
        """);

    public const string EndProcess = "bench_end";
    public const string EndContext = "bench-end";

    /// <summary>Webhook start, end.</summary>
    /// <param name="named">Whether the field <c>id</c> of the body names the event.</param>
    /// <param name="remembered">How long the names are known, such as <c>PT20S</c>; null for as long as the server says.</param>
    public static string WebhookEnd(bool named, string process = EndProcess, string context = EndContext, string? remembered = null) => Definitions($$$"""
          <bpmn:process id="{{{process}}}" isExecutable="true">
            <bpmn:startEvent id="received">
              <bpmn:extensionElements>
                <zeebe:properties>
                  <zeebe:property name="inbound.type" value="io.camunda:webhook:1" />
                  <zeebe:property name="inbound.method" value="post" />
                  <zeebe:property name="inbound.context" value="{{{context}}}" />
                  <zeebe:property name="inbound.shouldValidateHmac" value="disabled" />
                  <zeebe:property name="inbound.auth.type" value="NONE" />
                  <zeebe:property name="inbound.responseExpression" value="={body: {processInstanceKey: correlation.processInstanceKey}}" />
        {{{(remembered is null ? "" : $"""          <zeebe:property name="deduplicationRetention" value="{remembered}" />""")}}}
        {{{(named ? """          <zeebe:property name="messageIdExpression" value="=request.body.id" />""" : "")}}}
                  <zeebe:property name="resultExpression" value="={id: request.body.id, item: request.body.item, kind: &#34;coffee&#34;}" />
                </zeebe:properties>
              </bpmn:extensionElements>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="received" targetRef="done" />
            <bpmn:endEvent id="done" />
          </bpmn:process>
        """);

    /// <summary>A start event with an inbound connector, and an end.</summary>
    public static string Inbound(string process, params (string Name, string Value)[] properties) => Definitions($"""
          <bpmn:process id="{process}" isExecutable="true">
            <bpmn:startEvent id="start">
              <bpmn:extensionElements><zeebe:properties>{string.Concat(properties.Select(property =>
                  $"<zeebe:property name=\"{property.Name}\" value=\"{property.Value}\" />"))}</zeebe:properties></bpmn:extensionElements>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        """);

    /// <summary>Waits for a signal, does one job, and ends.</summary>
    public static string WaitAndSend(string process, string signal, string jobType, params (string Target, string Source)[] inputs) => Definitions($"""
          <bpmn:process id="{process}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait"><bpmn:signalEventDefinition signalRef="go" /></bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_send" sourceRef="wait" targetRef="send" />
            <bpmn:serviceTask id="send">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="{jobType}" retries="3" />
                <zeebe:ioMapping>{string.Concat(inputs.Select(input => $"<zeebe:input source=\"{input.Source}\" target=\"{input.Target}\" />"))}</zeebe:ioMapping>
              </bpmn:extensionElements>
            </bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="send" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
          <bpmn:signal id="go" name="{signal}" />
        """);

    public const string OutboundProcess = "bench_outbound";

    /// <summary>Start, one REST call with a result expression of two fields, end.</summary>
    /// <param name="inputs">Further ones.</param>
    public static string RestOnly(Uri peer, string process = OutboundProcess, string path = Endpoints.PricePath, string inputs = "") => Definitions($$$"""
          <bpmn:process id="{{{process}}}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_call" sourceRef="start" targetRef="call" />
            <bpmn:serviceTask id="call">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="io.camunda:http-json:1" retries="3" />
                <zeebe:ioMapping>
                  <zeebe:input source="noAuth" target="authentication.type" />
                  <zeebe:input source="GET" target="method" />
                  <zeebe:input source="{{{new Uri(peer, path)}}}" target="url" />
                  {{{inputs}}}
                </zeebe:ioMapping>
                <zeebe:taskHeaders>
                  <zeebe:header key="resultExpression" value="={price: response.body.price, currency: response.body.currency}" />
                </zeebe:taskHeaders>
              </bpmn:extensionElements>
            </bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="call" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        """);

    /// <summary>Three jobs, one after the other.</summary>
    public static string ThreeJobs() => Definitions($"""
          <bpmn:process id="{JobsProcess}" isExecutable="true">
            <bpmn:startEvent id="start"><bpmn:outgoing>to_job_1</bpmn:outgoing></bpmn:startEvent>
        {Job("start", "job_1", "job_2")}
        {Job("job_1", "job_2", "job_3")}
        {Job("job_2", "job_3", "end")}
            <bpmn:sequenceFlow id="to_end" sourceRef="job_3" targetRef="end" />
            <bpmn:endEvent id="end"><bpmn:incoming>to_end</bpmn:incoming></bpmn:endEvent>
          </bpmn:process>
        """);

    public const string StartEndProcess = "bench_start_end";
    public const string WaitingProcess = "bench_waiting";
    public const string WaitingMessage = "bench-go";
    public const string MessageProcess = "bench_message";
    public const string StartMessage = "bench-begin";
    public const string TimerProcess = "bench_timer";
    public const string SpinProcess = "bench_spin";
    public const string LoopProcess = "bench_loop";
    public const string SecondMessage = "bench-second";
    public const string TenProcess = "bench_ten";

    public static string StartEnd() => Definitions($"""
          <bpmn:process id="{StartEndProcess}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        """);

    /// <summary>Waits for a message under the variable <c>key</c>.</summary>
    public static string Waiting() => Definitions($"""
          <bpmn:message id="go" name="{WaitingMessage}"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
          <bpmn:process id="{WaitingProcess}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="go" /></bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="wait" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        """);

    /// <summary>A message starts it, another one under the same key ends it.</summary>
    public static string StartedByMessage() => Definitions($"""
          <bpmn:message id="begin" name="{StartMessage}" />
          <bpmn:message id="go" name="{SecondMessage}"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
          <bpmn:process id="{MessageProcess}" isExecutable="true">
            <bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="begin" /></bpmn:startEvent>
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="go" /></bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="wait" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        """);

    /// <summary>Waits until the moment in the variable <c>due</c>.</summary>
    public static string Timer() => Definitions($"""
          <bpmn:process id="{TimerProcess}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDate>=due</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="wait" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        """);

    /// <summary>Goes round for ever and never waits.</summary>
    public static string Spin() => Definitions($"""
          <bpmn:process id="{SpinProcess}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_turn" sourceRef="start" targetRef="turn" />
            <bpmn:exclusiveGateway id="turn" />
            <bpmn:sequenceFlow id="to_work" sourceRef="turn" targetRef="work" />
            <bpmn:task id="work" />
            <bpmn:sequenceFlow id="back" sourceRef="work" targetRef="turn" />
          </bpmn:process>
        """);

    /// <summary>A job for each of so many items at once; their results become a list.</summary>
    public static string Loop() => Loop(LoopProcess, "items");

    /// <summary>The same for ten items that the model has.</summary>
    public static string TenAtOnce() => Loop(TenProcess, "[1,2,3,4,5,6,7,8,9,10]");

    private static string Loop(string process, string items) => Definitions($"""
          <bpmn:process id="{process}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_each" sourceRef="start" targetRef="each" />
            <bpmn:serviceTask id="each">
              <bpmn:extensionElements><zeebe:taskDefinition type="{JobType}" retries="3" /></bpmn:extensionElements>
              <bpmn:multiInstanceLoopCharacteristics isSequential="false">
                <bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="={items}" inputElement="item" outputCollection="results" outputElement="=done" /></bpmn:extensionElements>
              </bpmn:multiInstanceLoopCharacteristics>
            </bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="each" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        """);

    private static string Job(string before, string id, string next) => $"""
            <bpmn:sequenceFlow id="to_{id}" sourceRef="{before}" targetRef="{id}" />
            <bpmn:serviceTask id="{id}">
              <bpmn:extensionElements><zeebe:taskDefinition type="{JobType}" retries="3" /></bpmn:extensionElements>
              <bpmn:incoming>to_{id}</bpmn:incoming>
              <bpmn:outgoing>to_{next}</bpmn:outgoing>
            </bpmn:serviceTask>
        """;

    private static string Definitions(string process) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="bench" targetNamespace="http://bpmn.io/schema/bpmn">
        {process}
        </bpmn:definitions>
        """;
}
