using System.Text.Json;
using System.Text.Json.Nodes;

using Fairlead.Bpmn;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>A place where the model itself writes a secret's name, and where the text ends up in the job's variables.</summary>
/// <param name="Path">Names from the variable downward.</param>
/// <param name="Literal">The text as the model has it.</param>
/// <param name="IsWhole">The value is this text; else it may be a part of any text at or below the path.</param>
internal sealed record SecretPosition(IReadOnlyList<string> Path, string Literal, bool IsWhole)
{
    public static IReadOnlyList<SecretPosition> Of(FlowNode element)
    {
        var positions = new List<SecretPosition>();
        foreach (var input in element.Inputs)
        {
            var target = input.Target.Split('.');
            if (!input.Source.IsExpression)
            {
                if (SecretSyntax.Mentions(input.Source.Value))
                    positions.Add(new SecretPosition(target, input.Source.Value, IsWhole: true));
                continue;
            }

            foreach (var literal in FeelExpression.Parse(input.Source.Value).StringLiterals)
            {
                if (SecretSyntax.Mentions(literal.Text))
                    positions.Add(new SecretPosition([.. target, .. literal.Path], literal.Text, IsWhole: false));
            }
        }

        return positions;
    }

    /// <summary>Where the literal stands in the variables of a job.</summary>
    public IEnumerable<JsonValue> Places(JsonNode variables)
    {
        var node = variables;
        foreach (var name in Path)
        {
            if (node is not JsonObject map || map[name] is not { } child)
                return [];
            node = child;
        }

        return IsWhole ? TextsAt(node).Where(text => text.GetValue<string>() == Literal) : TextsIn(node).Where(Contains);
    }

    /// <remarks>The short form is a secret only where it is all there is, also in what an expression made of it.</remarks>
    private bool Contains(JsonValue text) => Literal.Contains("{{", StringComparison.Ordinal)
        ? text.GetValue<string>().Contains(Literal, StringComparison.Ordinal)
        : text.GetValue<string>() == Literal;

    private static IEnumerable<JsonValue> TextsAt(JsonNode node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.String ? [value] : [];

    private static IEnumerable<JsonValue> TextsIn(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(entry => entry.Value is null ? [] : TextsIn(entry.Value)),
        JsonArray list => list.SelectMany(item => item is null ? [] : TextsIn(item)),
        _ => TextsAt(node),
    };
}
