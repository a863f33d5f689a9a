using System.Buffers;
using System.Text.Json;

using Fairlead.Bpmn;
using Fairlead.Engine.Values;
using Fairlead.Feel;

namespace Fairlead.Engine.Model;

/// <summary>
/// Tells what can be chosen in an ad-hoc sub-process: id, name, documentation and properties of each element, and the values that its
/// input mappings expect by <c>fromAi</c>. What is empty is left out.
/// </summary>
internal static class AdHocDescription
{
    private static readonly (string Parameter, FeelKind Kind, string What)[] Details =
    [
        ("description", FeelKind.String, "a string"),
        ("type", FeelKind.String, "a string"),
        ("schema", FeelKind.Context, "a context"),
        ("options", FeelKind.Context, "a context"),
    ];

    /// <summary>The elements that can be chosen: those that no flow leads to and no event begins.</summary>
    public static IEnumerable<FlowNode> ElementsOf(string adHocId, BpmnProcess process) => process.Nodes.Where(node =>
        node.ScopeId == adHocId
        && node.Incoming.Count == 0
        && !node.IsForCompensation
        && node is not (FlowNode.StartEvent or FlowNode.EndEvent or FlowNode.BoundaryEvent or FlowNode.EventSubProcess));

    /// <returns>A JSON list.</returns>
    public static ReadOnlyMemory<byte> Write(IEnumerable<FlowNode> elements, TextCompiler texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = JsonValues.Writer(buffer);
        writer.WriteStartArray();
        foreach (var element in elements) Write(writer, element, texts);
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, FlowNode element, TextCompiler texts)
    {
        writer.WriteStartObject();
        writer.WriteString("elementId", element.Id);
        if (element.Name is not null) writer.WriteString("elementName", element.Name);
        if (element.Documentation is not null) writer.WriteString("documentation", element.Documentation);
        if (element.Properties.Count > 0)
        {
            writer.WriteStartObject("properties");
            foreach (var (name, value) in element.Properties) writer.WriteString(name, value.Length == 0 ? null : value);
            writer.WriteEndObject();
        }

        var parameters = Parameters(element, texts);
        if (parameters.Count > 0)
        {
            writer.WriteStartArray("parameters");
            foreach (var parameter in parameters) Write(writer, parameter);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static List<FeelCall> Parameters(FlowNode element, TextCompiler texts)
    {
        var calls = new List<FeelCall>();
        foreach (var mapping in element.Inputs.Where(input => input.Source.IsExpression))
        {
            foreach (var call in FeelExpression.Parse(mapping.Source.Value).GetCalls("fromAi"))
            {
                if (Explain(call) is { } problem)
                {
                    texts.Enter(element.Id, element.Line);
                    texts.Report(EngineCode.FromAiInvalid, $"In the mapping to {mapping.Target}, {problem}", mapping.Line);
                }
                else
                {
                    calls.Add(call);
                }
            }
        }

        return calls;
    }

    /// <returns>Null when everything about the value is known without an evaluation.</returns>
    private static string? Explain(FeelCall call)
    {
        if (call.Argument("value") is not { Reference: not null })
            return "fromAi gets a value that is no variable or path: write for example fromAi(toolCall.query).";
        foreach (var (parameter, kind, what) in Details)
        {
            if (call.Argument(parameter) is not { } argument) continue;
            if (argument.Constant is not { } constant || (constant.Kind != kind && !constant.IsNull))
                return $"fromAi gets a {parameter} that is not {what} known now: write it out, or null.";
        }

        return null;
    }

    private static void Write(Utf8JsonWriter writer, FeelCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("name", call.Argument("value")!.Reference!.ToString());
        foreach (var (parameter, _, _) in Details)
        {
            if (call.Argument(parameter)?.Constant is not { IsNull: false } constant) continue;
            var json = constant.ToJson();
            if (json.AsSpan() is [(byte)'"', (byte)'"'] or [(byte)'{', (byte)'}']) continue;
            writer.WritePropertyName(parameter);
            writer.WriteRawValue(json, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
