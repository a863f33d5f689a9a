using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>
/// Asks what a call would send; nothing is sent. Exactly one of three: a job that is not done, an element of a process, a connector type. Ours.
/// </summary>
public sealed record PlanRequest
{
    /// <summary>A job that is not done.</summary>
    public JobKey? JobKey { get; init; }

    /// <summary>Of an element: its process version.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>Of an element: its process, of which the latest version in the default tenant is meant.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public string? ElementId { get; init; }

    /// <summary>Of an element: the variables that it sees.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>A connector type.</summary>
    public string? Type { get; init; }

    /// <summary>Of a connector type: what it is given.</summary>
    public JsonObjectText? Input { get; init; }

    /// <summary>Of a connector type: task headers such as <c>resultExpression</c>.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>What stands for the connector's response: then the answer says what the model makes of it.</summary>
    public JsonValueText? Response { get; init; }
}

/// <summary>Makes one call outside of any process. Ours.</summary>
public sealed record CallRequest
{
    /// <summary>The connector type.</summary>
    public required string Type { get; init; }

    /// <summary>What it is given.</summary>
    public JsonObjectText? Input { get; init; }

    /// <summary>Task headers such as <c>resultExpression</c>.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <summary>What a call would send, or what one sent. Without values of secrets. Ours.</summary>
public sealed record PlanResult
{
    /// <summary>The job type; null when the element makes no job.</summary>
    public string? Type { get; init; }

    /// <summary>Whether it was sent; else nothing left the server.</summary>
    public required bool IsSent { get; init; }

    /// <summary>Of a job or an element: its input mappings, with the reason of each null.</summary>
    public required IReadOnlyList<ExplainedInputItem> Inputs { get; init; }

    /// <summary>What the connector is given.</summary>
    public JsonObjectText? Input { get; init; }

    /// <summary>Names of the secrets that the input holds.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>In their order. Of a plan the first one only: what would follow depends on its answer.</summary>
    public required IReadOnlyList<PlannedExchange> Requests { get; init; }

    /// <summary>Milliseconds that the call may take; null when there is none.</summary>
    public long? CallAtMost { get; init; }

    /// <summary>Attempts left, this one included; null outside of any process.</summary>
    public int? Retries { get; init; }

    /// <summary>Task headers.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Why there is no request, or what the call failed with; null when nothing is wrong.</summary>
    public string? Problem { get; init; }

    /// <summary>Stable name of the problem.</summary>
    public string? ProblemCode { get; init; }

    /// <summary>Why the network policy would refuse the connection; null when it would not, or that depends on how a name is resolved.</summary>
    public string? Denial { get; init; }

    /// <summary>What the connector gave back, or the response that was given for it.</summary>
    public JsonValueText? Response { get; init; }

    /// <summary>What the model makes of it.</summary>
    public PlannedOutcomeItem? Outcome { get; init; }

    /// <summary>Why some of what the result expression gives is null.</summary>
    public required IReadOnlyList<NullItem> ResultNulls { get; init; }

    /// <summary>What is null on the way through the error expression.</summary>
    public required IReadOnlyList<NullItem> ErrorExpressionNulls { get; init; }
}

/// <summary>A request as it would go over the wire, and the answer when one came.</summary>
public sealed record PlannedExchange
{
    /// <summary>For HTTP the method and the address.</summary>
    public required string Request { get; init; }

    /// <summary>In their order; a name may occur twice.</summary>
    public required IReadOnlyList<PlannedHeader> Headers { get; init; }

    /// <summary>Text, or base64.</summary>
    public required string Body { get; init; }

    /// <summary>Whether the body is base64.</summary>
    public required bool IsBase64 { get; init; }

    /// <summary>The first line of the answer; null when none came.</summary>
    public string? Answer { get; init; }

    /// <summary>Of the answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PlannedHeader>? AnswerHeaders { get; init; }

    /// <summary>Of the answer: text, or base64.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AnswerBody { get; init; }
}

/// <summary>A header.</summary>
public sealed record PlannedHeader(string Name, string Value);

/// <summary>What the cluster would be told.</summary>
public sealed record PlannedOutcomeItem
{
    /// <summary>What becomes of the job.</summary>
    public required PlannedOutcomeKind Kind { get; init; }

    /// <summary>What the process would get.</summary>
    public required JsonObjectText Variables { get; init; }

    /// <summary>Of a BPMN error.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Of a failure or a BPMN error.</summary>
    public string? Message { get; init; }
}

/// <summary>What becomes of a job.</summary>
[JsonConverter(typeof(RestWordConverter<PlannedOutcomeKind>))]
public enum PlannedOutcomeKind
{
    /// <summary>It is completed.</summary>
    Completed,

    /// <summary>It is failed.</summary>
    Failed,

    /// <summary>It throws a BPMN error.</summary>
    BpmnError,
}
