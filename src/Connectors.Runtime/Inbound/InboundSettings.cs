using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Makes the JSON that a connector's settings are bound from of the properties of a model: secrets, FEEL, dotted names.</summary>
public sealed class InboundSettings(Expressions expressions)
{
    /// <param name="prefix">Of the properties that count; cut off from their names. Empty for all that the connector may read.</param>
    /// <param name="literals">Dotted names, without the prefix, of what stays an expression for later.</param>
    /// <param name="variables">What FEEL values see.</param>
    /// <param name="code">Of the refusal.</param>
    /// <exception cref="ConnectorException">A value cannot be made; the message may hold secrets.</exception>
    internal JsonObject Read(
        InboundElement element, string prefix, IReadOnlySet<string> literals, SecretLookup? lookup, IFeelVariables variables, string code)
    {
        var settings = new JsonObject();
        foreach (var (name, text) in element.Properties)
        {
            if (!IsSetting(name, prefix))
                continue;
            var path = name[prefix.Length..];
            Put(settings, path.Split('.'), ValueOf(name, path, text), name);
        }

        return settings;

        JsonNode? ValueOf(string name, string path, string text)
        {
            var written = InboundSecrets.Fill(text, lookup);
            if (!text.TrimStart().StartsWith('=') || literals.Contains(path))
                return JsonValue.Create(written);

            var expression = written == text ? expressions.Get(text) : Expressions.Read(written);
            var result = expression.Evaluate(variables);
            if (result.Failure is { } failure)
                throw Refuse($"{name}: {failure.Message} (at position {failure.Start + 1}, {failure.Code})");
            return result.Value.TryToJson(SizeGuard.BytesAtMost, out var json)
                ? JsonNode.Parse(json)
                : throw Refuse($"{name}: expected at most {SizeGuard.BytesAtMost:N0} bytes of JSON, but the value has more");
        }

        void Put(JsonObject target, ReadOnlySpan<string> path, JsonNode? value, string name)
        {
            for (; path.Length > 1; path = path[1..])
            {
                if (target[path[0]] is null)
                    target[path[0]] = new JsonObject();
                target = target[path[0]] as JsonObject ?? throw Refuse($"{name}: {path[0]} is a value already and can have no parts");
            }

            target[path[0]] = value;
        }

        ConnectorException Refuse(string problem) => new(code, $"{problem}. [{code}]");
    }

    private static bool IsSetting(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && InboundSecrets.IsSetting(name);
}
