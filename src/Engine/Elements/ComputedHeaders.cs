using System.Diagnostics;
using System.Text;
using System.Text.Json;

using Fairlead.Bpmn;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Time;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Evaluates what a user task says about who does it and when.</summary>
internal static class ComputedHeaders
{
    /// <param name="headers">Names and values in turn; null when there are none.</param>
    public static Problem? Evaluate(Execution x, JobNode node, VisibleVariables variables, out List<string>? headers)
    {
        headers = null;
        foreach (var (name, kind, text) in node.Computed)
        {
            string? value;
            var problem = kind switch
            {
                HeaderKind.Text => Evaluations.Text(x, text, variables, name, out value),
                HeaderKind.List => List(x, text, variables, name, out value),
                HeaderKind.Date => Date(x, text, variables, name, out value),
                _ => throw new UnreachableException($"No header {kind}."),
            };
            if (problem is not null) return problem;
            if (!string.IsNullOrEmpty(value)) (headers ??= []).AddRange([name, value]);
        }

        return null;
    }

    private static Problem? List(Execution x, ModelText text, VisibleVariables variables, string name, out string? value)
    {
        value = null;
        if (Texts(x, text, variables, name, out var items) is { } problem) return problem;
        value = Encoding.UTF8.GetString(JsonValues.WriteList(items).Span);
        return null;
    }

    /// <summary>A list of texts, or a literal with commas between them.</summary>
    /// <param name="items">UTF-8 JSON texts.</param>
    public static Problem? Texts(Execution x, ModelText text, VisibleVariables variables, string name, out List<ReadOnlyMemory<byte>> items)
    {
        if (text.Literal is { } literal)
        {
            var names = literal.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            items = [.. names.Select(JsonValues.OfString)];
            return null;
        }

        items = [];
        if (Evaluations.Json(x, text, variables, name, out var json) is { } problem) return problem;
        return JsonValues.TryReadList(json, out items) && items.TrueForAll(item => item.Span is [(byte)'"', ..])
            ? null
            : Problem.ExtractValue($"The {name} must be a list of strings. {Evaluations.Explain(x, text, variables)}");
    }

    /// <param name="value">Null or empty for none.</param>
    public static Problem? Date(Execution x, ModelText text, VisibleVariables variables, string name, out string? value)
    {
        value = text.Literal;
        if (value is null)
        {
            if (Evaluations.Json(x, text, variables, name, out var json) is { } problem) return problem;
            if (json.Span.SequenceEqual("null"u8)) return null;
            using var document = JsonDocument.Parse(json);
            value = document.RootElement.ValueKind is JsonValueKind.String ? document.RootElement.GetString() : json.ToString();
        }

        return string.IsNullOrEmpty(value) || IsoDate.TryParse(value, localIsUtc: false, out _)
            ? null
            : Problem.ExtractValue($"The {name} must be a date with time and offset, for example 2030-01-31T08:00:00Z, but {text} gave {value}.");
    }
}
