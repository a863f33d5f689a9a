using System.Text.Json;

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
}

/// <summary>A body.</summary>
/// <param name="Text">Text, or base64 when it is none.</param>
/// <param name="IsBase64">Whether it is base64.</param>
public sealed record CallCaseBody(string Text, bool IsBase64 = false);
