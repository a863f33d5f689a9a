using System.Text;
using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Planning;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Shows what a call would send, and sends one outside of any process.</summary>
internal sealed class PlanEndpoints(EmbeddedCluster cluster, CallPlanner planner, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/fairlead/v1/plan", PlanAsync);
        app.MapPost("/fairlead/v1/call", CallAsync);
    }

    private async Task PlanAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.PlanRequest);
        var subject = await SubjectAsync(request, http.RequestAborted);
        var result = subject.Job is { } job
            ? ToResult(subject, job, await planner.PlanAsync(job, request.Response?.Utf8, http.RequestAborted))
            : new PlanResult
            {
                IsSent = false,
                Inputs = subject.Inputs,
                Secrets = [],
                Requests = [],
                Headers = new Dictionary<string, string>(),
                Problem = subject.Problem ?? "The element makes no job: nothing is called.",
                ResultNulls = [],
                ErrorExpressionNulls = [],
            };
        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.PlanResult);
    }

    private async Task CallAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.CallRequest);
        var job = OfType(request.Type, request.Input, request.Headers);
        var result = ToResult(new PlannedJob(job, [], Problem: null), job, await planner.CallAsync(job, http.RequestAborted));
        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.PlanResult);
    }

    private Task<PlannedJob> SubjectAsync(PlanRequest request, CancellationToken cancellation) => request switch
    {
        { JobKey: { } key, ElementId: null, Type: null } => cluster.Explanations.OfJobAsync(key, cancellation),
        { JobKey: null, ElementId: { } element, Type: null } => request.ProcessDefinitionKey is null == request.ProcessDefinitionId is null
            ? throw RequestRefusal.InvalidArgument("Expected either processDefinitionKey or processDefinitionId beside elementId.")
            : cluster.Explanations.OfElementAsync(
                request.ProcessDefinitionKey, request.ProcessDefinitionId, element, request.Variables?.Utf8 ?? default, cancellation),
        { JobKey: null, ElementId: null, Type: { } type } => Task.FromResult(new PlannedJob(OfType(type, request.Input, request.Headers), [], Problem: null)),
        _ => throw RequestRefusal.InvalidArgument("Expected one of jobKey, elementId and type."),
    };

    private ActivatedJob OfType(string type, JsonObjectText? input, IReadOnlyDictionary<string, string>? headers) => new()
    {
        Key = new(0),
        Type = type,
        ProcessInstanceKey = new(0),
        ProcessDefinitionKey = new(0),
        ProcessId = "",
        ProcessVersion = 0,
        ElementId = "",
        ElementInstanceKey = new(0),
        Headers = headers ?? new Dictionary<string, string>(),
        Worker = "",
        RetriesLeft = 1,
        Deadline = time.GetUtcNow() + Deadline,
        Variables = input is { Utf8.IsEmpty: false } given ? given.Utf8 : "{}"u8.ToArray(),
    };

    private static PlanResult ToResult(PlannedJob subject, ActivatedJob job, CallPlan plan) => new()
    {
        Type = plan.Type,
        IsSent = plan.IsSent,
        Inputs = subject.Inputs,
        Input = new JsonObjectText(Encoding.UTF8.GetBytes(plan.Input)),
        Secrets = plan.Secrets,
        Requests = [.. plan.Exchanges.Select(ToItem)],
        CallAtMost = (long)plan.CallAtMost.TotalMilliseconds,
        Retries = job.ElementId.Length > 0 ? job.RetriesLeft : null,
        Headers = job.Headers,
        Problem = subject.Problem ?? plan.Problem,
        ProblemCode = subject.Problem is null ? plan.ProblemCode : null,
        Denial = plan.Denial,
        Response = plan.Response is { } response ? new JsonValueText(Encoding.UTF8.GetBytes(response)) : null,
        Outcome = plan.Outcome is { } outcome
            ? new PlannedOutcomeItem
            {
                Kind = outcome.Kind,
                Variables = new JsonObjectText(Encoding.UTF8.GetBytes(outcome.Variables)),
                ErrorCode = outcome.ErrorCode,
                Message = outcome.Message,
            }
            : null,
        ResultNulls = [.. plan.ResultNulls.Select(ToItem)],
        ErrorExpressionNulls = [.. plan.ErrorExpressionNulls.Select(ToItem)],
    };

    private static PlannedExchange ToItem(RecordedExchange exchange) => new()
    {
        Request = exchange.RequestLine,
        Headers = [.. exchange.RequestHeaders.Select(header => new PlannedHeader(header.Key, header.Value))],
        Body = exchange.RequestBody.Text,
        IsBase64 = exchange.RequestBody.IsBase64,
        Answer = exchange.AnswerLine.Length > 0 ? exchange.AnswerLine : exchange.Failure,
        AnswerHeaders = exchange.AnswerLine.Length > 0
            ? [.. exchange.AnswerHeaders.Select(header => new PlannedHeader(header.Key, header.Value))]
            : null,
        AnswerBody = exchange.AnswerLine.Length > 0 ? exchange.AnswerBody.Text : null,
    };

    private static NullItem ToItem(NullEntry entry) => new()
    {
        Path = entry.Name,
        Part = entry.Part,
        Code = entry.Code,
        Message = entry.Message,
        Line = entry.Line,
        Column = entry.Column,
    };
}
