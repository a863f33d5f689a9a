using System.Text.Json;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Server.Http;

/// <summary>Turns every refusal of the request pipeline into <c>application/problem+json</c>.</summary>
internal sealed class Problems(ILogger<Problems> logger)
{
    public async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (IsFromRouting(http))
                await WriteAsync(http, FromRouting(http));
        }
        catch (RequestRefusal refusal)
        {
            await WriteAsync(http, refusal);
        }
        catch (ClusterException refusal)
        {
            await WriteAsync(http, RequestRefusal.Of(refusal.Error, refusal.Message));
        }
        catch (BadHttpRequestException broken)
        {
            await WriteAsync(http, RequestRefusal.OfHttp(broken.StatusCode, Describe(broken)));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception defect) when (!http.Response.HasStarted)
        {
            Log.RequestDefect(logger, defect, http.Request.Method, http.Request.Path);
            await WriteAsync(http, RequestRefusal.Of(ClusterError.Internal, "The server failed on this request; its log says more."));
        }
    }

    /// <remarks>Only what routing decided. A webhook's answer may be an empty 404 on purpose.</remarks>
    private static bool IsFromRouting(HttpContext http) =>
        !http.Response.HasStarted
        && (http.GetEndpoint() is null || IsOfTheWrongMethod(http))
        && http.Response.StatusCode >= StatusCodes.Status400BadRequest
        && http.Response.ContentType is null;

    private static bool IsOfTheWrongMethod(HttpContext http) =>
        http.Response.StatusCode is StatusCodes.Status405MethodNotAllowed && http.Response.Headers.Allow.Count > 0;

    private static RequestRefusal FromRouting(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => RequestRefusal.OfHttp(
            StatusCodes.Status404NotFound,
            $"Nothing answers at {http.Request.Path}. The REST API is under /v2, webhooks are under /inbound/, health is under /health/."),
        StatusCodes.Status405MethodNotAllowed => RequestRefusal.OfHttp(
            StatusCodes.Status405MethodNotAllowed,
            $"{http.Request.Path} does not take {http.Request.Method}, only {http.Response.Headers.Allow}."),
        var status => RequestRefusal.OfHttp(status, ReasonPhrases.GetReasonPhrase(status) + "."),
    };

    private static string Describe(BadHttpRequestException broken) => broken.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => "The request is larger than this server accepts (setting Server:RequestBytesAtMost).",
        _ => broken.Message,
    };

    private static async Task WriteAsync(HttpContext http, RequestRefusal refusal)
    {
        if (http.Response.HasStarted)
            return;
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = ProblemDetail.MediaType;
        if (refusal.Status is StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "1";
        await JsonSerializer.SerializeAsync(
            http.Response.Body,
            new ProblemDetail { Title = refusal.Title, Status = refusal.Status, Detail = refusal.Message, Instance = http.Request.Path },
            JsonBody.Contracts.ProblemDetail,
            http.RequestAborted);
    }
}
