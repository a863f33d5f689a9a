using System.Text.Json;
using Fairlead.Feel;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Evaluates expressions for people who write them. No process, no variable of an instance and no secret is looked at.</summary>
internal sealed class ExpressionEndpoints(TimeProvider time)
{
    /// <summary>A request holds a thread while it is evaluated: the limits are those of an editor, not of a process.</summary>
    private static readonly TimeSpan TimeAtMost = TimeSpan.FromSeconds(2);

    /// <summary>As many as a variable may have.</summary>
    private const int ResultBytesAtMost = 4 << 20;

    /// <summary>Each entry is two levels of JSON, of which clients usually read 64.</summary>
    private static readonly FeelTraceLimits TraceLimits = new() { DepthAtMost = 25 };

    public void Map(IEndpointRouteBuilder app) => app.MapPost("/v2/expression/evaluation", EvaluateAsync);

    private async Task EvaluateAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.ExpressionEvaluationRequest);
        RequestParts.CheckTenant(request.TenantId);
        if (string.IsNullOrWhiteSpace(request.Expression))
            throw RequestRefusal.InvalidArgument("Expected an expression, but it is empty.");
        await JsonBody.WriteAsync(http, Evaluate(request, http.RequestAborted), JsonBody.Contracts.ExpressionEvaluationResult);
    }

    private ExpressionEvaluationResult Evaluate(ExpressionEvaluationRequest request, CancellationToken cancellation)
    {
        // As in models: only what begins with an equals sign is FEEL.
        if (!request.Expression.StartsWith('='))
        {
            return new ExpressionEvaluationResult
            {
                Expression = request.Expression,
                Result = new JsonValueText(FeelValue.From(request.Expression).ToJson()),
                Warnings = [],
            };
        }

        var isTraced = request.Trace is true;
        var result = FeelExpression.Parse(request.Expression[1..]).Evaluate(
            VariablesOf(request),
            new FeelEvaluation
            {
                Now = time.GetUtcNow(),
                TimeAtMost = TimeAtMost,
                Cancellation = cancellation,
                Trace = isTraced ? TraceLimits : null,
            });
        if (result.Failure is { } failure)
            throw RequestRefusal.InvalidArgument($"{failure.Message} (at position {failure.Start + 1}, {failure.Code})");
        if (!result.Value.TryToJson(ResultBytesAtMost, out var json))
            throw RequestRefusal.InvalidArgument($"The result has more than the {ResultBytesAtMost:N0} bytes of JSON that are answered: ask for less.");
        return new ExpressionEvaluationResult
        {
            Expression = request.Expression,
            Result = new JsonValueText(json),
            Warnings = [.. result.Warnings.Select(warning => Item(warning, isTraced))],
            Trace = result.Trace is { } trace ? new JsonObjectText(trace.ToJson()) : null,
        };
    }

    private static FeelContext VariablesOf(ExpressionEvaluationRequest request)
    {
        if (request.Variables is not { Utf8.IsEmpty: false } variables)
            return FeelContext.Empty;
        try
        {
            return FeelValue.FromJson(variables.Utf8).TryGetContext(out var context) ? context : FeelContext.Empty;
        }
        catch (JsonException problem)
        {
            throw RequestRefusal.InvalidArgument($"The variables cannot be read: {problem.Message}");
        }
    }

    private static ExpressionEvaluationWarningItem Item(FeelDiagnostic warning, bool isTraced) => isTraced
        ? new() { Message = warning.Message, Code = warning.Code, Start = warning.Start, Length = warning.Length }
        : new() { Message = warning.Message };
}
