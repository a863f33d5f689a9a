using System.Text.Json;
using Fairlead.Broker;
using Fairlead.Feel;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>
/// Evaluates expressions for people who write them. Cluster variables are in sight; no process, no variable of an instance and no secret is.
/// </summary>
internal sealed class ExpressionEndpoints(EmbeddedCluster cluster, TimeProvider time)
{
    /// <summary>Under which expressions see the cluster variables, as in processes.</summary>
    private const string ClusterRoot = "camunda";

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
        cluster.CheckTenant(request.TenantId);
        if (string.IsNullOrWhiteSpace(request.Expression))
            throw RequestRefusal.InvalidArgument("Expected an expression, but it is empty.");
        await JsonBody.WriteAsync(http, await EvaluateAsync(request, http.RequestAborted), JsonBody.Contracts.ExpressionEvaluationResult);
    }

    private async Task<ExpressionEvaluationResult> EvaluateAsync(ExpressionEvaluationRequest request, CancellationToken cancellation)
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
        var expression = FeelExpression.Parse(request.Expression[1..]);
        var variables = VariablesOf(request);
        if (expression.VariableReferences.Contains(ClusterRoot))
            variables = await WithClusterVariablesAsync(variables, request.TenantId, cancellation);
        var result = expression.Evaluate(
            variables,
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

    private async Task<FeelContext> WithClusterVariablesAsync(FeelContext variables, string? tenantId, CancellationToken cancellation)
    {
        FeelValue.FromJson(await cluster.ClusterVariables.GetContextAsync(tenantId, cancellation))
            .TryGetContext(out var seen);
        if (variables.TryGet(ClusterRoot, out var given) && given.TryGetContext(out var entries))
            seen = FeelContext.Merge(entries, seen);
        return FeelContext.Merge(variables, FeelContext.Of((ClusterRoot, FeelValue.From(seen))));
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
