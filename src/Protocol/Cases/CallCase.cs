using System.Globalization;
using System.Text.Json;

using Fairlead.Protocol.Rest;

namespace Fairlead.Protocol.Cases;

/// <summary>
/// A call of a connector that was recorded, as a file that tests replay: what went in, what went over the wire, what came out. Secrets stand
/// as <c>{{secrets.NAME}}</c>.
/// </summary>
public sealed record CallCase
{
    /// <summary>How the file is written and read: names as in JSON, indented.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The job type.</summary>
    public required string Connector { get; init; }

    /// <summary>When it was made; the replay's clock begins then.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>A JSON object.</summary>
    public required JsonElement Inputs { get; init; }

    /// <summary>Task headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Requests and their answers, in their order.</summary>
    public required IReadOnlyList<CallCaseExchange> Exchanges { get; init; }

    /// <summary>The variables that the output was mapped to; null when the call failed.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Of the failure; null when it succeeded.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Makes a case of a recorded call.</summary>
    /// <exception cref="FormatException">Too little of it was kept, or it is not over; the message says what.</exception>
    public static CallCase Of(CallResult call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Inputs is not { } inputs)
            throw new FormatException("The inputs and the bodies of the call were not kept. Set Calls:Capture to ALL and make it again.");
        if (call.Call.State is not (CallState.Completed or CallState.Failed or CallState.BpmnError))
            throw new FormatException("The call has not come to an end that a test could compare with.");
        var result = call.Mapping.Result ?? (call.Call.State is CallState.Completed ? call.Variables : null);
        if (inputs.IsCut || result is { IsCut: true } || call.Exchanges.Any(exchange => exchange is { RequestBody.IsCut: true } or { AnswerBody.IsCut: true }))
            throw new FormatException("A part of the call was too large to be kept whole.");

        return new CallCase
        {
            Connector = call.Call.Type,
            StartTime = call.Call.StartTime,
            Inputs = JsonElement.Parse(inputs.Text),
            Headers = call.Template?.Headers ?? new Dictionary<string, string>(),
            Exchanges = [.. call.Exchanges.Select(CallCaseExchange.Of)],
            Result = result is null ? null : JsonElement.Parse(result.Text),
            ErrorCode = result is null ? call.Call.ErrorCode : null,
        };
    }
}

/// <summary>A request and its answer.</summary>
public sealed record CallCaseExchange
{
    /// <summary>Method and address.</summary>
    public required string Request { get; init; }

    /// <summary>Several values of one name are joined by a comma and a space.</summary>
    public IReadOnlyDictionary<string, string> RequestHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Null for none.</summary>
    public CallCaseBody? RequestBody { get; init; }

    /// <summary>HTTP status of the answer; null when none came.</summary>
    public int? Status { get; init; }

    /// <summary>As <see cref="RequestHeaders"/>.</summary>
    public IReadOnlyDictionary<string, string> AnswerHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Null for none.</summary>
    public CallCaseBody? AnswerBody { get; init; }

    internal static CallCaseExchange Of(CallExchange exchange) => new()
    {
        Request = exchange.Request,
        RequestHeaders = Joined(exchange.RequestHeaders),
        RequestBody = Body(exchange.RequestBody),
        Status = exchange.Answer?.Split(' ') is [_, var status, ..] && int.TryParse(status, CultureInfo.InvariantCulture, out var number) ? number : null,
        AnswerHeaders = Joined(exchange.AnswerHeaders),
        AnswerBody = Body(exchange.AnswerBody),
    };

    private static CallCaseBody? Body(CallBody? body) => body is null ? null : new CallCaseBody(body.Text, body.IsBase64);

    private static Dictionary<string, string> Joined(IEnumerable<CallHeader> headers) => headers
        .GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(header => header.Value)));
}

/// <summary>A body.</summary>
/// <param name="Text">Text, or base64 when it is none.</param>
/// <param name="IsBase64">Whether it is base64.</param>
public sealed record CallCaseBody(string Text, bool IsBase64 = false);
