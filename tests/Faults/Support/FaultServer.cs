using System.Security;
using System.Text;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Faults.Support;

/// <summary>Servers as the contract starts them, and what it reads from them.</summary>
internal static class FaultServer
{
    /// <summary>Who dies is followed soon.</summary>
    private static readonly string[] Options = ["--Inbound:LeaseDuration", "00:00:01", "--Inbound:RetryAfter", "00:00:00.200"];

    public static Task<TestServer> StartAsync(
        string url, string folder, MessageSource source, CancellationToken cancellation, params string[] more) =>
        TestServer.StartAtAsync(url, folder, cancellation, [.. Options, .. source.ServerOptions, .. more]);

    public static async Task DeployAsync(TestServer server, string process, MessageSource source, CancellationToken cancellation)
    {
        var properties = string.Concat(source.Properties.Select(property =>
            $"""<zeebe:property name="{property.Key}" value="{SecurityElement.Escape(property.Value)}" />"""));
        var diagram = Diagrams.Process(
            process,
            $"""
                <bpmn:startEvent id="start">
                  <bpmn:extensionElements><zeebe:properties>{properties}</zeebe:properties></bpmn:extensionElements>
                </bpmn:startEvent>
                <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
                <bpmn:endEvent id="end" />
            """);
        await server.Cluster.DeployAsync([($"{process}.bpmn", Encoding.UTF8.GetBytes(diagram))], cancellation);
    }

    /// <summary>Waits until the connector of a process is in one of these states; answers how it is then.</summary>
    public static async Task<InboundConnectorItem> UntilAsync(
        TestServer server, string process, CancellationToken cancellation, params string[] states)
    {
        var found = await Eventually.GetAsync(
            () => server.Cluster.Connectors.ListInboundAsync(process, cancellation),
            items => items is [var only] && states.Contains(only.Health.Status),
            cancellation);
        return found[0];
    }
}
