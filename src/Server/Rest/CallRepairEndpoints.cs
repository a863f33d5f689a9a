using Fairlead.Broker;
using Fairlead.Broker.Calls;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Makes calls again, or only their mapping.</summary>
internal sealed class CallRepairEndpoints(CallStore calls, CallReader reader, CallRemapping remapping, EmbeddedCluster cluster)
{
    private const string Key = "callKey";

    /// <summary>What stands for a hidden value.</summary>
    private const string Hidden = "***";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost($"/fairlead/v1/calls/{{{Key}}}/retry", RetryAsync);
        app.MapPost($"/fairlead/v1/calls/{{{Key}}}/remap", RemapAsync);
    }

    /// <remarks>
    /// Edited inputs become local variables of the element first, then the new key is ordered: should the server end in between, the other
    /// side sees another request under the old key and refuses it, which is better than a second effect.
    /// </remarks>
    private async Task RetryAsync(HttpContext http)
    {
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.CallRetryRequest) ?? new CallRetryRequest();
        var call = (await reader.GetAsync(http, Key)).Call;
        var job = await WaitingJobAsync(call, http.RequestAborted);
        var order = calls.FindOrder(job.Value) ?? new CallOrder { JobKey = job.Value };
        if (request.Variables is { } variables)
        {
            if (variables.Utf8.Span.IndexOf("\"***\""u8) >= 0)
            {
                throw RequestRefusal.InvalidArgument(
                    $"Expected inputs for job {job.Value}, but a value is {Hidden}, which stands for a hidden one. Leave that input out, or say its value.");
            }

            await cluster.SetVariablesAsync(call.ElementInstanceKey!.Value, variables.Utf8, local: true, http.RequestAborted);
            order = order with { Edits = order.Edits + 1 };
            await calls.OrderAsync(order, http.RequestAborted);
        }

        await WakeAsync(call, job, http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            new CallRetryResult { JobKey = job, IdempotencyKey = CallInProgress.KeyOf(cluster.Id, job.Value, order.Edits) },
            JsonBody.Contracts.CallRetryResult);
    }

    private async Task RemapAsync(HttpContext http)
    {
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.CallRemapRequest) ?? new CallRemapRequest();
        var found = await reader.GetAsync(http, Key);
        var call = found.Call;
        if (found.Response is not { IsCut: false } response)
        {
            throw RequestRefusal.Of(
                ClusterError.InvalidState,
                $"Expected to map the response of call {call.CallKey.Value}, but "
                + (found.Response is null ? "it has none, or it was not kept." : "only the beginning of it was kept."));
        }

        var order = new CallOrder
        {
            JobKey = call.JobKey?.Value ?? 0,
            Edits = calls.FindOrder(call.JobKey?.Value ?? 0)?.Edits ?? 0,
            RemapOf = call.CallKey.Value,
            Response = response.Text,
            ResultVariable = request.ResultVariable,
            ResultExpression = request.ResultExpression,
            ErrorExpression = request.ErrorExpression,
        };
        var model = found.Template?.Headers ?? new Dictionary<string, string>();
        var result = await remapping.MapAsync(call, response.Text, order.LaidOver(model), http.RequestAborted);
        if (request.Apply)
        {
            await ApplyAsync(call, result, order, http.RequestAborted);
            result = result with { IsApplied = true };
        }

        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.CallRemapResult);
    }

    /// <summary>The next attempt takes the response instead of making the call: it is seen in the journal like every other.</summary>
    private async Task ApplyAsync(CallItem call, CallRemapResult result, CallOrder order, CancellationToken cancellation)
    {
        if (result.State is CallState.Failed)
            throw RequestRefusal.Of(ClusterError.InvalidState, $"The mapping fails, so it was not applied: {result.ErrorMessage}");
        if (result.Variables?.Text.Contains(Hidden, StringComparison.Ordinal) is true)
        {
            throw RequestRefusal.Of(
                ClusterError.InvalidState,
                $"The mapping gives a value that was hidden ({Hidden}) when the response of call {call.CallKey.Value} was kept, so it was not "
                + "applied. Complete the job by hand, or make the call again.");
        }

        var job = await WaitingJobAsync(call, cancellation);
        await calls.OrderAsync(order, cancellation);
        await WakeAsync(call, job, cancellation);
    }

    /// <remarks>A job that waits for room is held by our own worker, which does nothing with it.</remarks>
    private Task WakeAsync(CallItem call, JobKey job, CancellationToken cancellation) => call.State is CallState.Parked
        ? cluster.UpdateJobTimeoutAsync(job, TimeSpan.FromMilliseconds(1), cancellation)
        : cluster.RetryJobAsync(job, cancellation);

    /// <exception cref="RequestRefusal">The job does not wait, for a pause or in an incident.</exception>
    private async Task<JobKey> WaitingJobAsync(CallItem call, CancellationToken cancellation)
    {
        var job = await reader.FindJobAsync(call, cancellation);
        var why = job?.State switch
        {
            _ when call.JobKey is null => "it belongs to no job.",
            null => $"its job {call.JobKey?.Value} is known no longer.",
            JobState.Completed or JobState.Canceled => $"its job {job.JobKey.Value} is {RestWord.Of(job.State)}.",
            _ when await IsUnderWayAsync(job.JobKey, cancellation) => $"another call for its job {job.JobKey.Value} is under way.",
            _ => null,
        };
        return why is null
            ? job!.JobKey
            : throw RequestRefusal.Of(ClusterError.InvalidState, $"Expected to do call {call.CallKey.Value} again, but {why}");
    }

    private async Task<bool> IsUnderWayAsync(JobKey job, CancellationToken cancellation)
    {
        var found = await calls.SearchAsync(
            new SearchQuery<CallFilter>
            {
                Filter = new CallFilter { JobKey = job, State = CallState.InFlight },
                Page = new SearchPage { Limit = 1 },
            },
            cancellation);
        return found.Items.Count > 0;
    }
}
