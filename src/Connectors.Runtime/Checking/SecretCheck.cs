using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Secrets;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>Finds names of secrets that have no value here. Values are not looked at.</summary>
internal static class SecretCheck
{
    /// <remarks>What a provider that cannot be asked would know is not warned of.</remarks>
    public static async Task CheckAsync(
        string processId, FlowNode element, SecretStore secrets, Findings findings, CancellationToken cancellation)
    {
        var literals = SecretPosition.Of(element).Select(position => position.Literal).Concat(PropertiesOf(element)).ToList();
        if (literals.Count is 0)
            return;

        var user = new SecretUser { TenantId = "<default>", ProcessId = processId, ElementId = element.Id, ProcessDefinitionKey = default };
        var lookup = await secrets.LookUpAsync(literals, user, cancellation);
        foreach (var name in lookup.Missing)
            findings.Warn(
                "SECRET_UNKNOWN",
                $"The secret {name} has no value here: the call would be refused until it has one.",
                element.Id,
                element.Line);
    }

    private static IEnumerable<string> PropertiesOf(FlowNode element) =>
        element.Properties.ContainsKey("inbound.type") ? element.Properties.Values.Where(SecretSyntax.Mentions) : [];
}
