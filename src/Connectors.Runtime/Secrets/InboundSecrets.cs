using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>
/// Secrets in the properties of inbound connectors: in the settings, the activation condition and the answer. Not in what becomes data of
/// the process: the result, the correlation key, the id of a message.
/// </summary>
public sealed class InboundSecrets(SecretStore secrets, SecretAudit audit)
{
    /// <summary>Whether a property is for the connector itself.</summary>
    internal static bool IsSetting(string property) => property is not (InboundProperty.Context or InboundProperty.Method)
        && (property is InboundProperty.Subtype || !InboundProperty.OutsideIdentity.Contains(property));

    /// <returns>Null for a connector without secrets.</returns>
    internal async ValueTask<SecretLookup?> LookUpAsync(InboundGroup group, CancellationToken cancellation)
    {
        List<string> texts = [.. TextsOf(group).Where(SecretSyntax.Mentions)];
        return texts.Count is 0 ? null : await secrets.LookUpAsync(texts, SecretUser.Of(group), cancellation);
    }

    /// <summary>Before a connector starts with what was found. Comparing what runs with what is there is no use of a secret.</summary>
    /// <exception cref="ConnectorException">A secret has no value, or could not be looked up.</exception>
    internal void Use(InboundGroup group, SecretLookup lookup)
    {
        var user = SecretUser.Of(group);
        audit.Record(lookup, user);
        secrets.Check(lookup, user);
    }

    /// <summary>The group with secrets in the expressions that need them.</summary>
    internal static InboundGroup Fill(InboundGroup group, SecretLookup? lookup) => lookup is null
        ? group
        : group with { Elements = [.. group.Elements.Select(element => Fill(element, lookup))] };

    /// <summary>A property as the connector gets it.</summary>
    internal static string Fill(string text, SecretLookup? lookup)
    {
        if (lookup is null || !SecretSyntax.Mentions(text))
            return text;

        // Within FEEL a secret stands in a string literal: it must stay one whatever characters it has.
        return SecretSyntax.Fill(text, lookup.Values, text.TrimStart().StartsWith('=') ? EscapeForFeel : null);
    }

    private static InboundElement Fill(InboundElement element, SecretLookup lookup) => element with
    {
        ActivationCondition = element.ActivationConditionText is { } condition
            ? Fill(condition, element.ActivationCondition, lookup)
            : element.ActivationCondition,
        Answer = element.Property(InboundProperty.ResponseExpression) is { } answer
            ? Fill(answer, element.Answer, lookup)
            : element.Answer,
    };

    private static FeelExpression? Fill(string text, FeelExpression? parsed, SecretLookup lookup)
    {
        if (!SecretSyntax.Mentions(text))
            return parsed;
        return Expressions.Read(SecretSyntax.Fill(text, lookup.Values, EscapeForFeel));
    }

    private static IEnumerable<string> TextsOf(InboundGroup group)
    {
        foreach (var (_, text) in group.Elements[0].Properties.Where(property => IsSetting(property.Key)))
            yield return text;
        foreach (var element in group.Elements)
        {
            if (element.ActivationConditionText is { } condition)
                yield return condition;
            if (element.Property(InboundProperty.ResponseExpression) is { } answer)
                yield return answer;
        }
    }

    private static string EscapeForFeel(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal);
}
