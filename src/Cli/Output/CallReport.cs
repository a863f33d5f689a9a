using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>A call, layer by layer.</summary>
internal sealed class CallReport(CallResult result)
{
    private const int LinesShownAtMost = 60;
    private const int TextShownAtMost = 8_000;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write()
    {
        WriteHead();
        WriteTimes();
        WriteTemplate();
        WriteText("2  Inputs, after FEEL", result.Inputs);
        for (var i = 0; i < result.Exchanges.Count; i++)
            WriteExchange(result.Exchanges[i], result.Exchanges.Count > 1 ? Invariant($" ({i + 1} of {result.Exchanges.Count})") : "");
        WriteText("   Response of the connector", result.Response);
        WriteMapping(result.Mapping);
        WriteOutcome();
        if (result.Log.Count > 0)
            WriteLines("7  Log of the connector", result.Log);
    }

    private void WriteHead()
    {
        var call = result.Call;
        Screen.WriteLine(Invariant($"Call {call.CallKey.Value}: {RestWord.Of(call.State)}, attempt {call.Attempt} of {call.Attempts}"));
        Screen.WriteLine(Invariant($"  {call.Type} at {call.ElementId} of {call.ProcessDefinitionId} (version {call.ProcessDefinitionVersion})"));
        if (call.ProcessInstanceKey is { } instance)
            Screen.WriteLine(Invariant($"  instance {instance.Value}, job {call.JobKey?.Value}"));
        Screen.WriteLine($"  idempotency key {call.IdempotencyKey}");
        if (call.RemapOf is { } earlier)
            Screen.WriteLine(Invariant($"  maps the response of call {earlier.Value} again, nothing was sent"));
        if (call.TraceId is { } trace)
            Screen.WriteLine($"  trace {trace}");
        if (call.Capture is not CallCapture.All)
            Screen.WriteLine($"  Only part of it is kept (capture policy {RestWord.Of(call.Capture)}).");
    }

    private void WriteTimes()
    {
        var times = result.Times;
        Screen.WriteLine();
        Screen.WriteLine("Times");
        (string Name, DateTimeOffset? At)[] moments =
        [
            ("queued", times.QueuedTime), ("began", times.StartTime), ("sent", times.SentTime), ("first byte", times.FirstByteTime),
            ("executed", times.ExecutedTime), ("ended", times.EndTime),
        ];
        DateTimeOffset? before = null;
        foreach (var (name, at) in moments)
        {
            if (at is not { } moment)
                continue;
            Screen.WriteLine($"  {name,-10}  {Times.Moment(moment)}{(before is { } earlier ? $"  + {Times.Duration(moment - earlier)}" : "")}");
            before = moment;
        }

        if (result.Call.NextAttemptTime is { } next)
            Screen.WriteLine($"  {"next",-10}  {Times.Moment(next)}");
    }

    private void WriteTemplate()
    {
        if (result.Template is not { } template)
            return;
        Screen.WriteLine();
        Screen.WriteLine("1  Model");
        foreach (var (target, source) in template.Inputs)
            Screen.WriteLine($"  {target} <- {Screen.Indented(source, 6)}");
        foreach (var (name, value) in template.Headers)
            Screen.WriteLine($"  header {name}: {Screen.Indented(value, 6)}");
    }

    private static void WriteExchange(CallExchange exchange, string which)
    {
        Screen.WriteLine();
        Screen.WriteLine($"3  Request{which}, {Times.Clock(exchange.StartTime)}");
        Screen.WriteLine($"  {exchange.Request}");
        WriteMessage(exchange.RequestHeaders, exchange.RequestBody);
        Screen.WriteLine();
        Screen.WriteLine($"4  Answer{which}{(exchange.AnswerMs is { } ms ? $", after {Times.Duration(TimeSpan.FromMilliseconds(ms))}" : "")}");
        Screen.WriteLine($"  {exchange.Answer ?? $"none: {exchange.Failure ?? "it was not waited for"}"}");
        WriteMessage(exchange.AnswerHeaders, exchange.AnswerBody);
    }

    private static void WriteMessage(IReadOnlyList<CallHeader> headers, CallBody? body)
    {
        foreach (var header in headers)
            Screen.WriteLine($"  {header.Name}: {header.Value}");
        if (body is null)
            return;
        Screen.WriteLine();
        if (body.Text.Length is 0)
            Screen.WriteLine(Invariant($"  ({body.Bytes} bytes, not kept)"));
        else if (body.IsBase64)
            Screen.WriteLine(Invariant($"  ({body.Bytes} bytes that are no text)"));
        else
            WriteIndented(body.Text, body.IsCut ? body.Bytes : null);
    }

    public static void WriteMapping(CallMapping mapping)
    {
        if (mapping is { ResultVariable: null, ResultExpression: null, ErrorExpression: null })
            return;
        Screen.WriteLine();
        Screen.WriteLine("5  Mapping");
        if (mapping.ResultVariable is { } variable)
            Screen.WriteLine($"  result variable {variable}");
        if (mapping.ResultExpression is { } expression)
            Screen.WriteLine($"  result expression {Screen.Indented(expression, 6)}");
        WriteValue("gave", mapping.Result);
        WriteNulls(mapping.ResultNulls);
        if (mapping.ErrorExpression is { } error)
            Screen.WriteLine($"  error expression {Screen.Indented(error, 6)}");
        WriteValue("gave", mapping.ErrorExpressionValue);
        WriteNulls(mapping.ErrorExpressionNulls);
    }

    private static void WriteNulls(IReadOnlyList<CallNull> nulls)
    {
        foreach (var entry in nulls)
        {
            var what = entry.Name.Length > 0 ? $"{entry.Name} is null because of " : "";
            Screen.WriteLine(Invariant(
                $"    {what}'{entry.Part}' (line {entry.Line}, character {entry.Column}): {entry.Message.TrimEnd('.')}. [{entry.Code}]"));
        }
    }

    private void WriteOutcome()
    {
        var call = result.Call;
        WriteText("6  What the cluster was told", result.Variables);
        if (call.ErrorCode is null && call.ErrorMessage is null)
            return;
        if (result.Variables is null)
        {
            Screen.WriteLine();
            Screen.WriteLine("6  What the cluster was told");
        }

        Screen.WriteLine($"  {(call.ErrorCode is { } code ? $"{code}: " : "")}{Screen.Indented(call.ErrorMessage ?? "", 4)}");
    }

    private static void WriteValue(string what, CallText? text)
    {
        if (text is not null)
            Screen.WriteLine($"    {what} {Screen.Indented(Pretty(text.Text), 4)}");
    }

    private static void WriteText(string heading, CallText? text)
    {
        if (text is null)
            return;
        Screen.WriteLine();
        Screen.WriteLine(heading);
        WriteIndented(text.Text, text.IsCut ? text.Bytes : null);
    }

    private static void WriteLines(string heading, IReadOnlyList<string> lines)
    {
        Screen.WriteLine();
        Screen.WriteLine(heading);
        foreach (var line in lines)
            Screen.WriteLine($"  {Screen.Indented(line, 4)}");
    }

    private static void WriteIndented(string text, long? cutFromBytes)
    {
        var shown = Pretty(text);
        var lines = (shown.Length > TextShownAtMost ? shown[..TextShownAtMost] : shown).ReplaceLineEndings("\n").Split('\n');
        foreach (var line in lines.Take(LinesShownAtMost))
            Screen.WriteLine($"  {line}");
        if (cutFromBytes is { } bytes)
            Screen.WriteLine(Invariant($"  … (cut: {bytes} bytes in all)"));
        else if (lines.Length > LinesShownAtMost || shown.Length > TextShownAtMost)
            Screen.WriteLine("  … (see all of it with --json)");
    }

    public static string Pretty(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return text;
        try
        {
            return JsonSerializer.Serialize(JsonElement.Parse(text), Readable);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
