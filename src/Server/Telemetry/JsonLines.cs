using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Server.Starting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Fairlead.Server.Telemetry;

/// <summary>
/// The log as one JSON object a line: <c>time</c>, <c>severity</c> and <c>message</c> as Google's and most other collectors read them, and
/// beside them what the line names (<c>jobKey</c>, <c>jobType</c>, <c>tenantId</c>, <c>traceId</c> …).
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by the logging of the host.")]
internal sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "fairlead-json";

    /// <summary><c>text</c> or <c>json</c>.</summary>
    public const string Setting = "Logging:Format";

    private static readonly string[] Own = ["time", "severity", "message", "logger", "eventId", "exception"];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="StartException">The setting is neither.</exception>
    public static bool AreWanted(IConfiguration configuration) => configuration[Setting]?.ToLowerInvariant() switch
    {
        "json" => true,
        "text" or null or "" => false,
        var other => throw new StartException($"The setting {Setting} is '{other}': expected text or json. [CONFIGURATION_INVALID]"),
    };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("severity", SeverityOf(logEntry.LogLevel));
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            json.WriteString("logger", logEntry.Category);
            json.WriteNumber("eventId", logEntry.EventId.Id);
            foreach (var (name, value) in Named(logEntry.State, scopeProvider))
                Write(json, name, value);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>What the line names, then what surrounds it; a name counts once, the nearest first.</summary>
    private static Dictionary<string, object?> Named<TState>(TState state, IExternalScopeProvider? scopes)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        Add(state, named);
        var around = new List<object?>();
        scopes?.ForEachScope(static (scope, list) => list.Add(scope), around);
        for (var i = around.Count - 1; i >= 0; i--)
            Add(around[i], named);
        if (Activity.Current is { } span)
        {
            named["traceId"] = span.TraceId.ToHexString();
            named["spanId"] = span.SpanId.ToHexString();
        }

        return named;
    }

    private static void Add(object? state, Dictionary<string, object?> named)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> pairs)
            return;
        foreach (var (name, value) in pairs)
        {
            if (name.Length is 0 or > 100 || name is "{OriginalFormat}")
                continue;
            var camel = JsonNamingPolicy.CamelCase.ConvertName(name);
            named.TryAdd(Own.Contains(camel) ? $"{camel}_" : camel, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null or "":
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        LogLevel.Critical => "CRITICAL",
        LogLevel.None => "DEFAULT",
    };
}
