using System.Security;

namespace Fairlead.Server.Tests.Support;

/// <summary>A process of one call with all that the journal shows.</summary>
internal static class CallDiagram
{
    /// <param name="headers">Task headers beside the usual ones.</param>
    public static string Of(string processId, string url, int retries = 1, string backoff = "PT1H", params (string Name, string Value)[] headers)
    {
        var more = string.Concat(headers.Select(header => $"<zeebe:header key=\"{header.Name}\" value=\"{SecurityElement.Escape(header.Value)}\" />"));
        return Diagrams.Process(
            processId,
            $$$"""
                <bpmn:startEvent id="start" />
                <bpmn:sequenceFlow id="to_pay" sourceRef="start" targetRef="pay" />
                <bpmn:serviceTask id="pay" name="Pay">
                  <bpmn:extensionElements>
                    <zeebe:taskDefinition type="io.camunda:http-json:1" retries="{{{retries}}}" />
                    <zeebe:ioMapping>
                      <zeebe:input source="bearer" target="authentication.type" />
                      <zeebe:input source="=token" target="authentication.token" />
                      <zeebe:input source="POST" target="method" />
                      <zeebe:input source="{{{url}}}/payments?of=tea" target="url" />
                      <zeebe:input source="={&#34;X-Site&#34;: &#34;{{secrets.EXAMPLES_URL}}&#34;}" target="headers" />
                      <zeebe:input source="={amount: amount, note: &#34;paid&#34;}" target="body" />
                    </zeebe:ioMapping>
                    <zeebe:taskHeaders>
                      <zeebe:header key="retryBackoff" value="{{{backoff}}}" />
                      {{{more}}}
                    </zeebe:taskHeaders>
                  </bpmn:extensionElements>
                </bpmn:serviceTask>
                <bpmn:sequenceFlow id="to_end" sourceRef="pay" targetRef="end" />
                <bpmn:endEvent id="end" />
            """);
    }
}
