using System.Globalization;
using System.Text.Json;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Calls;

/// <summary>Compares two calls layer by layer, JSON field by field. Keys and times differ always and are left out.</summary>
internal static class CallDifferences
{
    private const int FieldsAtMost = 1_000;

    public static IReadOnlyList<CallDifference> Of(CallResult left, CallResult right)
    {
        var (first, second) = (FieldsOf(left), FieldsOf(right));
        return
        [
            .. first.Keys.Concat(second.Keys.Where(name => !first.ContainsKey(name)))
                .Where(name => first.GetValueOrDefault(name) != second.GetValueOrDefault(name))
                .Take(FieldsAtMost)
                .Select(name => new CallDifference(name, first.GetValueOrDefault(name), second.GetValueOrDefault(name))),
        ];
    }

    private static Dictionary<string, string> FieldsOf(CallResult call)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string name, string? value)
        {
            if (value is not null)
                fields.TryAdd(name, value);
        }

        Add("state", RestWord.Of(call.Call.State));
        Add("type", call.Call.Type);
        Add("process", string.Create(CultureInfo.InvariantCulture, $"{call.Call.ProcessDefinitionId} version {call.Call.ProcessDefinitionVersion}"));
        Add("element", call.Call.ElementId);
        Add("idempotencyKey", call.Call.IdempotencyKey);
        foreach (var input in call.Template?.Inputs ?? [])
            Add($"template/{input.Target}", input.Source);
        foreach (var (name, value) in call.Template?.Headers ?? new Dictionary<string, string>())
            Add($"template/headers/{name}", value);
        AddJson(fields, "inputs", call.Inputs?.Text);
        for (var i = 0; i < call.Exchanges.Count; i++)
            AddExchange(fields, string.Create(CultureInfo.InvariantCulture, $"exchanges/{i + 1}"), call.Exchanges[i]);
        AddJson(fields, "response", call.Response?.Text);
        AddJson(fields, "result", call.Mapping.Result?.Text);
        AddJson(fields, "errorExpressionValue", call.Mapping.ErrorExpressionValue?.Text);
        AddJson(fields, "variables", call.Variables?.Text);
        Add("errorCode", call.Call.ErrorCode);
        Add("errorMessage", call.Call.ErrorMessage);
        Add("log", call.Log.Count > 0 ? string.Join('\n', call.Log) : null);
        return fields;
    }

    private static void AddExchange(Dictionary<string, string> fields, string path, CallExchange exchange)
    {
        fields[$"{path}/request"] = exchange.Request;
        AddHeaders(fields, $"{path}/requestHeaders", exchange.RequestHeaders);
        AddJson(fields, $"{path}/requestBody", exchange.RequestBody?.Text);
        if (exchange.Answer is { } answer)
            fields[$"{path}/answer"] = answer;
        AddHeaders(fields, $"{path}/answerHeaders", exchange.AnswerHeaders);
        AddJson(fields, $"{path}/answerBody", exchange.AnswerBody?.Text);
        if (exchange.Failure is { } failure)
            fields[$"{path}/failure"] = failure;
    }

    private static void AddHeaders(Dictionary<string, string> fields, string path, IReadOnlyList<CallHeader> headers)
    {
        foreach (var group in headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
            fields[$"{path}/{group.Key}"] = string.Join(", ", group.Select(header => header.Value));
    }

    private static void AddJson(Dictionary<string, string> fields, string path, string? text)
    {
        if (text is null)
            return;
        try
        {
            AddJson(fields, path, JsonElement.Parse(text));
        }
        catch (JsonException)
        {
            // No JSON, or cut.
            fields[path] = text;
        }
    }

    private static void AddJson(Dictionary<string, string> fields, string path, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Object && value.EnumerateObject().Any())
        {
            foreach (var property in value.EnumerateObject())
                AddJson(fields, $"{path}/{property.Name}", property.Value);
        }
        else if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                AddJson(fields, string.Create(CultureInfo.InvariantCulture, $"{path}/{index++}"), item);
        }
        else
        {
            fields[path] = value.GetRawText();
        }
    }
}
