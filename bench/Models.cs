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
