using System.Text;

using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Does once more what was done with the response of a call: result mapping and error expression. Sends nothing and tells nobody.</summary>
public sealed class CallRemapping(JobDecision decision, HttpTransport transport, DocumentService documents, TimeProvider time)
{
    /// <param name="response">What the connector gave back: JSON.</param>
    /// <param name="headers">Task headers, the expressions among them.</param>
    /// <exception cref="ClusterException">The expressions would create a document.</exception>
    public async Task<CallRemapResult> MapAsync(
        CallItem call, string response, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        if (headers.Any(header => header.Key is "resultExpression" or "errorExpression" && header.Value.Contains("createDocument", StringComparison.Ordinal)))
        {
            throw new ClusterException(
                ClusterError.InvalidState,
                $"Expected to map the response of call {call.CallKey.Value} again, but its expressions create a document, which cannot be tried.");
        }

        var job = JobOf(call, headers);
        var trial = new CallInProgress(
            new JobFacts { Key = job.Key.Value, Type = job.Type, ElementId = job.ElementId, Headers = headers }, transport, time)
        {
            DocumentService = documents,
        };
        var outcome = await decision.RemapAsync(job, Encoding.UTF8.GetBytes(response), trial, cancellation);
        var state = outcome switch
        {
            JobOutcome.Completed => CallState.Completed,
            JobOutcome.Thrown => CallState.BpmnError,
            _ => CallState.Failed,
        };
        var record = new CallRecording(time, CallCapture.All).Of(trial, job, state, outcome);
        var variables = TextOf(record.Variables);
        return new CallRemapResult
        {
            State = state,
            Mapping = new CallMapping
            {
                ResultVariable = TextOf(headers, "resultVariable"),
                ResultExpression = TextOf(headers, "resultExpression"),
                Result = TextOf(record.Result) ?? (state is CallState.Completed ? variables : null),
                ErrorExpression = TextOf(headers, "errorExpression"),
                ErrorExpressionValue = TextOf(record.ErrorExpressionValue),
                ResultNulls = [.. record.ResultNulls.Select(CallNulls.Of)],
                ErrorExpressionNulls = [.. record.ErrorExpressionNulls.Select(CallNulls.Of)],
            },
            Variables = variables,
            ErrorCode = record.ErrorCode,
            ErrorMessage = record.ErrorMessage,
        };
    }

    private static ActivatedJob JobOf(CallItem call, IReadOnlyDictionary<string, string> headers) => new()
    {
        Key = call.JobKey ?? default,
        Type = call.Type,
        ProcessInstanceKey = call.ProcessInstanceKey ?? default,
        ProcessDefinitionKey = call.ProcessDefinitionKey ?? default,
        ProcessId = call.ProcessDefinitionId,
        ProcessVersion = call.ProcessDefinitionVersion,
        ElementId = call.ElementId,
        ElementInstanceKey = call.ElementInstanceKey ?? default,
        Headers = headers,
        Worker = "",
        RetriesLeft = call.Attempts - call.Attempt + 1,
        Deadline = call.StartTime,
        Variables = "{}"u8.ToArray(),
    };

    private static CallText? TextOf(RecordedText? text) =>
        text is null ? null : new CallText { Text = text.Text, Bytes = text.Bytes, IsCut = text.IsCut };

    private static string? TextOf(IReadOnlyDictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out var text) && text.Length > 0 ? text : null;
}
