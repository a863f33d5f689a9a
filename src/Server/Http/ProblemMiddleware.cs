using System.Text.Json;

using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Server.Http;

/// <summary>Turns whatever a request ends in into an answer that says what is wrong. The outermost catch of the request pipeline.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null })
                await WriteFrameworkRefusalAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer. The status is for the log of whoever watches.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (ClusterException refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, Refusals.Status(refused.Error), Refusals.Title(refused.Error), refused.Message);
        }
        catch (RequestProblemException problem) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, problem.Status, problem.Title, problem.Message);
        }
        catch (JsonException problem) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, 400, "INVALID_ARGUMENT", JsonProblem.Describe(problem));
        }
        catch (BadHttpRequestException problem) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, problem.StatusCode, ReasonPhrases.GetReasonPhrase(problem.StatusCode), problem.Message);
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            // The id is what a person can quote; the log has the rest.
            var id = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture);
            Log.RequestFailed(log, defect, context.Request.Method, context.Request.Path, id);
            await WriteAsync(context, 500, "INTERNAL", $"The server has a defect. Its log explains it under id {id}.");
        }
    }

    public static Task WriteAsync(HttpContext context, int status, string title, string detail)
    {
        var problem = new ProblemDetail { Title = title, Status = status, Detail = detail, Instance = context.Request.Path };
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = ProblemDetail.MediaType;
        return JsonSerializer.SerializeAsync(context.Response.Body, problem, RestJson.Default.ProblemDetail, CancellationToken.None);
    }

    private static Task WriteFrameworkRefusalAsync(HttpContext context)
    {
        var allowed = context.Response.Headers.Allow.ToString();
        var (method, path, status) = (context.Request.Method, context.Request.Path, context.Response.StatusCode);
        var detail = status switch
        {
            404 => $"There is nothing at {method} {path}. The REST API lies under /v2, webhooks under /inbound.",
            405 => $"{path} does not take {method}. It takes {allowed}.",
            _ => $"{method} {path} was refused: {ReasonPhrases.GetReasonPhrase(status)}.",
        };
        var write = WriteAsync(context, status, ReasonPhrases.GetReasonPhrase(status), detail);
        if (allowed.Length > 0) context.Response.Headers.Allow = allowed;
        return write;
    }
}

/// <summary>A request that cannot be served as it is.</summary>
/// <param name="message">What, where, and what to do.</param>
internal sealed class RequestProblemException(int status, string title, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    public static RequestProblemException Invalid(string message) => new(400, "INVALID_ARGUMENT", message);
}
