using System.Text.Json;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>
/// A request from the socket to the answer: room, body, sender, handshake, method, documents, correlation, answer. The answer goes out only
/// after the cluster has made durable what the request caused.
/// </summary>
public sealed class WebhookGateway(
    WebhookRoutes routes,
    WebhookIntake intake,
    Correlator correlator,
    RuntimeMetrics metrics,
    TimeProvider time,
    ILogger<WebhookGateway> logger)
{
    private static readonly Dictionary<WebhookEndpoint, WebhookSender> NothingKnown = [];
    private static readonly FeelValue NoData = FeelValue.From(FeelContext.Empty);

    public async Task HandleAsync(HttpContext http)
    {
        var name = WebhookAddress.Of(http);
        var path = routes.Find(name);
        try
        {
            if (path is null)
                throw WebhookRefusal.NotFound();

            var isAllowedOrigin = WebhookCors.Allow(http, path);
            if (HttpMethods.IsOptions(http.Request.Method))
                WebhookCors.AnswerPreflight(http, path, isAllowedOrigin);
            else
                await TakeAsync(http, path);
        }
        catch (WebhookRefusal refusal)
        {
            await RefuseAsync(http, path, name, refusal, refusal.Message);
        }
        catch (ConnectorException unfit)
        {
            // Its words may quote the request, or a secret.
            await RefuseAsync(http, path, name, RefusalOf(unfit), unfit.Code);
        }
        catch (BadHttpRequestException broken)
        {
            await RefuseAsync(http, path, name, RefusalOf(broken), broken.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception defect) when (!http.Response.HasStarted)
        {
            Log.WebhookDefect(logger, defect, name);
            await WebhookReply.WriteAsync(http, WebhookRefusal.Of(
                StatusCodes.Status500InternalServerError, "WEBHOOK_DEFECT", "The server failed on this request; its log says more."));
        }
    }

    private async Task TakeAsync(HttpContext http, WebhookPath path)
    {
        intake.Load.CheckPlace(path);
        var endpoints = path.Endpoints;
        var form = BodyForms.Of(http.Request.ContentType);
        var known = intake.MayGoToDisk(http.Request, form)
            ? await SenderCheck.OfHeadAsync(path, endpoints, http.Request, http.RequestAborted)
            : NothingKnown;
        await using var body = await intake.ReadAsync(http, form);
        intake.Load.TakePlace(path);
        try
        {
            await HandleAsync(http, path, endpoints, await intake.ArriveAsync(http, form, body), known);
        }
        finally
        {
            intake.Load.ReturnPlace(path);
        }
    }

    private async Task HandleAsync(
        HttpContext http,
        WebhookPath path,
        IReadOnlyList<WebhookEndpoint> endpoints,
        Arrival arrival,
        IReadOnlyDictionary<WebhookEndpoint, WebhookSender> known)
    {
        SenderCheck? check = null;
        try
        {
            check = await SenderCheck.OfAsync(endpoints, arrival.Request, known, http.RequestAborted);
            if (check.Handshake is { } handshake)
                await WebhookReply.WriteAsync(http, handshake);
            else if (check.Trusting.Count > 0)
                await AcceptAsync(http, check.Trusting, arrival, check.EventId);
            else
                throw arrival.Body.Problem ?? check.Refusal(path, endpoints, arrival.Request.Method);
        }
        catch (WebhookRefusal refusal) when (refusal.IsUnreadable)
        {
            // Whoever asks an expression for the sender looks at the body, too. Without it there may be enough to know who it is.
            check ??= await SenderCheck.OfAsync(endpoints, arrival.WithoutBody(), known, http.RequestAborted);
            throw check is { Handshake: null, Trusting.Count: > 0 }
                ? await UnreadRequests.KeepAsync(correlator, http, check.Trusting, arrival, check.EventId, refusal)
                : refusal;
        }
    }

    private async Task AcceptAsync(HttpContext http, IReadOnlyList<WebhookEndpoint> endpoints, Arrival arrival, string? eventId)
    {
        var first = endpoints[0];
        var type = first.Group.Type;
        metrics.Trigger("triggered", type);
        first.Activities.Add(ActivitySeverity.Info, ActivityTag.Message, ArrivalNote.Of(arrival.Request));
        var data = await ReadAsync(first, arrival, http.RequestAborted);
        arrival.Request.Context.TryGet("request", out var seen);
        var documents = intake.DocumentsOf(arrival);
        var @event = EventOf(seen, data, documents.Preview());
        IReadOnlyList<InboundElement> elements = endpoints.Count is 1
            ? first.Group.Elements
            : [.. endpoints.SelectMany(endpoint => endpoint.Group.Elements)];
        if (documents.Any && correlator.CanActivate(elements, @event))
            @event = EventOf(seen, data, await documents.StoreAsync(first.Group.ProcessId, http.RequestAborted));

        var result = await correlator.CorrelateAsync(
            elements,
            new InboundArrival { Context = @event, MessageId = eventId, Trace = TraceHeaders.Of(http), Redactor = first.Redactor },
            // Neither a sender that hangs up nor a stop of the server changes anything from here on: the event is on its way.
            CancellationToken.None);
        if (!WebhookAnswers.Keeps(result))
            await documents.RemoveAsync();
        metrics.Trigger(WebhookAnswers.Name(result), type);
        if (WebhookAnswers.Describe(result) is { } note)
            (TakerOf(endpoints, result) ?? first).Activities.Add(ActivitySeverity.Info, ActivityTag.Correlation, note);
        switch (result)
        {
            case CorrelationResult.Success { Element.Answer: { } expression } success:
                await AnswerAsync(http, first.Path, expression, @event, success);
                break;
            case CorrelationResult.Success or CorrelationResult.NotMatched { IsConsumed: true }:
                await AnswerAsync(http, first, arrival.Request);
                break;
            case CorrelationResult.Held held:
                WebhookReply.WriteHeld(http, held.Key);
                break;
            default:
                throw WebhookAnswers.Refuse(result, detail => Log.WebhookRefused(logger, first.Path, detail));
        }
    }

    private static async Task<object?> ReadAsync(WebhookEndpoint endpoint, Arrival arrival, CancellationToken cancellation)
    {
        try
        {
            return await endpoint.Webhook.ReadAsync(arrival.Request, cancellation);
        }
        catch (ConnectorException unfit) when (unfit.Code is not WebhookRequest.BodyTooLarge)
        {
            throw Unfit(unfit);
        }
    }

    /// <remarks>The event is accepted already: whatever happens to the answer, the sender must not send it again.</remarks>
    private async Task AnswerAsync(
        HttpContext http, string path, FeelExpression expression, FeelContext @event, CorrelationResult.Success success)
    {
        string? problem;
        WebhookAnswer? answer = null;
        try
        {
            answer = WebhookAnswers.Compose(expression, @event, success, time.GetUtcNow(), out problem);
        }
        catch (Exception defect)
        {
            problem = DefectText.Of(defect);
        }

        if (problem is not null)
        {
            Log.AnswerFailed(logger, path, problem);
            await WebhookReply.WriteAcceptedWithoutAnswerAsync(http);
        }
        else if (answer is not null)
        {
            await WebhookReply.WriteAsync(http, answer, intake.Options, time);
        }
    }

    /// <summary>Where the model has nothing to say.</summary>
    private async Task AnswerAsync(HttpContext http, WebhookEndpoint endpoint, WebhookRequest request)
    {
        try
        {
            if (endpoint.Webhook.AnswerAccepted(request) is { } answer)
                await WebhookReply.WriteAsync(http, answer);
            else
                http.Response.StatusCode = StatusCodes.Status200OK;
        }
        catch (ConnectorException unfit)
        {
            Log.AnswerFailed(logger, endpoint.Path, unfit.Code);
            await WebhookReply.WriteAcceptedWithoutAnswerAsync(http);
        }
    }

    private async Task RefuseAsync(HttpContext http, WebhookPath? path, string name, WebhookRefusal refusal, string detail)
    {
        Log.WebhookRefused(logger, name, detail);
        intake.Load.NoteRefusal(refusal);
        if (path?.Endpoints is [var first, ..])
            first.Activities.Add(ActivitySeverity.Warning, ActivityTag.Correlation, refusal.Message);
        await WebhookReply.WriteAsync(http, refusal);
    }

    private static WebhookRefusal RefusalOf(ConnectorException unfit) => unfit.Code is WebhookRequest.BodyTooLarge
        ? WebhookRefusal.Of(
            StatusCodes.Status413PayloadTooLarge,
            unfit.Code,
            "This webhook needs the whole body to know its sender: it may have no more bytes than "
            + $"{WebhooksOptions.Section}:{nameof(WebhooksOptions.BodyBytesAtMost)} says.")
        : Unfit(unfit);

    private static WebhookRefusal Unfit(ConnectorException unfit) => WebhookRefusal.Unreadable(
        StatusCodes.Status422UnprocessableEntity, unfit.Code, $"This webhook could not work with the request. [{unfit.Code}]");

    private WebhookRefusal RefusalOf(BadHttpRequestException broken) => broken.StatusCode is StatusCodes.Status408RequestTimeout
        ? SenderStream.TooSlow(intake.Options)
        : WebhookRefusal.Of(broken.StatusCode, "WEBHOOK_BAD_REQUEST", "The request is not valid HTTP.");

    private static WebhookEndpoint? TakerOf(IReadOnlyList<WebhookEndpoint> endpoints, CorrelationResult result) =>
        endpoints.Count > 1 && result is CorrelationResult.Success success
            ? endpoints.FirstOrDefault(endpoint => endpoint.Group.Elements.Any(element => ReferenceEquals(element, success.Element)))
            : null;

    private static FeelContext EventOf(FeelValue request, object? data, FeelValue documents) => FeelContext.Of(
        ("request", request),
        ("connectorData", data is null ? NoData : Json(data)),
        ("documents", documents));

    private static FeelValue Json(object data) =>
        FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), ConnectorJson.Options));
}
