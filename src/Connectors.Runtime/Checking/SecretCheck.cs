using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Secrets;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>Finds names of secrets that have no value here. Values are not looked at.</summary>
internal static class SecretCheck
{
    public static void Check(FlowNode element, SecretStore secrets, Findings findings)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var literal in SecretPosition.Of(element).Select(position => position.Literal).Concat(PropertiesOf(element)))
            SecretSyntax.Resolve(literal, secrets, new Redactor(), missing);
        foreach (var name in missing.Order(StringComparer.Ordinal))
            findings.Warn(
                "SECRET_UNKNOWN",
                $"The secret {name} has no value here: the call would be refused until it has one.",
                element.Id,
                element.Line);
    }

    private static IEnumerable<string> PropertiesOf(FlowNode element) =>
        element.Properties.ContainsKey("inbound.type") ? element.Properties.Values.Where(SecretSyntax.Mentions) : [];
}
