using System.Text;

using Fairlead.Connectors.Runtime.Tests.Support;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Who deploys a webhook is told at once when nothing says who may call it.</summary>
public sealed class WebhookCheckTests
{
    [Theory]
    [InlineData("inbound.method", "post", false, "WEBHOOK_UNPROTECTED")]
    [InlineData("inbound.auth.type", "", false, "WEBHOOK_UNPROTECTED")]
    [InlineData("inbound.shouldValidateHmac", "disabled", false, "WEBHOOK_UNPROTECTED")]
    [InlineData("inbound.method", "post", true, "")]
    [InlineData("inbound.auth.type", "NONE", false, "")]
    [InlineData("inbound.auth.type", "APIKEY", false, "")]
    [InlineData("inbound.shouldValidateHmac", "enabled", false, "")]
    [InlineData("inbound.hmacPreset", "github", false, "")]
    public async Task A_webhook_that_would_not_be_opened_is_a_warning(string name, string value, bool isAllowed, string code)
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:AllowUnauthenticated", isAllowed ? "true" : "false"));
        var xml = Diagrams.WebhookStart("process", ("inbound.type", "io.camunda:webhook:1"), ("inbound.context", "order"), (name, value));

        var findings = await host.Check.CheckAsync(
            [("p.bpmn", Encoding.UTF8.GetBytes(xml))], _ => true, TestContext.Current.CancellationToken);

        Assert.Equal(code, string.Join(",", findings.Select(finding => finding.Code)));
        Assert.All(findings, finding => Assert.False(finding.IsError));
    }
}
