using System.Collections.Immutable;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>
/// A request from the socket to the answer: limits, sender, handshake, method, correlation, answer. The answer goes out only after
/// the cluster has made durable what the request caused.
/// </summary>
public sealed class WebhookGateway(
    WebhookRoutes routes,
    Correlator correlator,
    RuntimeMetrics metrics,
    IOptions<WebhooksOptions> options,
    TimeProvider time,
    ILogger<WebhookGateway> logger)
{
    private static readonly FeelValue NoData = FeelValue.From(FeelContext.Empty);
    private static readonly FeelValue NoDocuments = FeelValue.FromList([]);

    private readonly RequestBody _bodies = new(options.Value, time);

    public async Task HandleAsync(HttpContext http)
    {
        var path = (string)http.Request.RouteValues["context"]!;
        var bytes = 0;
        var endpoints = routes.Find(path);
        try
        {
            if (endpoints.IsEmpty)
                throw WebhookRefusal.NotFound();

            var body = await _bodies.ReadAsync(http);
            bytes = body.Length;
            await HandleAsync(http, endpoints, RequestReader.Read(http.Request, body));
        }
        catch (WebhookRefusal refusal)
        {
            Log.WebhookRefused(logger, path, refusal.Message);
            NoteRefusal(endpoints, refusal.Message);
            await WebhookReply.WriteAsync(http, refusal);
        }
        catch (ConnectorException unfit)
        {
            // Its words may quote the request, or a secret.
            Log.WebhookRefused(logger, path, unfit.Code);
            NoteRefusal(endpoints, $"The connector could not work with the request. [{unfit.Code}]");
            await WebhookReply.WriteAsync(http, WebhookRefusal.Of(
                StatusCodes.Status422UnprocessableEntity, unfit.Code, "This webhook could not work with the request."));
        }
        catch (BadHttpRequestException broken)
        {
            await WebhookReply.WriteAsync(http, WebhookRefusal.Of(broken.StatusCode, "WEBHOOK_BAD_REQUEST", "The request is not valid HTTP."));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception defect) when (!http.Response.HasStarted)
        {
            Log.WebhookDefect(logger, defect, path);
            await WebhookReply.WriteAsync(http, WebhookRefusal.Of(
                StatusCodes.Status500InternalServerError, "WEBHOOK_DEFECT", "The server failed on this request; its log says more."));
        }
        finally
        {
            _bodies.Release(bytes);
        }
    }

    private async Task HandleAsync(HttpContext http, ImmutableArray<WebhookEndpoint> endpoints, WebhookRequest request)
    {
        var trusting = new List<WebhookEndpoint>(endpoints.Length);
        WebhookSender? accepted = null, refused = null;
        foreach (var endpoint in endpoints)
        {
            var sender = await endpoint.Webhook.CheckSenderAsync(request, http.RequestAborted);
            if (sender.Notice is { } notice)
                endpoint.Activities.Add(ActivitySeverity.Warning, ActivityTag.Message, endpoint.Redactor.Clean(notice));
            if (sender.Trust is not WebhookTrust.Accepted && (refused is null || sender.Trust > refused.Trust))
                refused = sender;
            // Who shows wrong credentials learns nothing; who shows none may be testing the address before it is used.
            if (sender.Trust is WebhookTrust.Accepted or WebhookTrust.Anonymous
                && await endpoint.Webhook.AnswerHandshakeAsync(request, http.RequestAborted) is { } handshake)
            {
                await WebhookReply.WriteAsync(http, handshake);
                return;
            }

            if (sender.Trust is WebhookTrust.Accepted && endpoint.Allows(request.Method))
            {
                trusting.Add(endpoint);
                accepted ??= sender;
            }
        }

        if (!endpoints.Any(endpoint => endpoint.Allows(request.Method)))
            throw WebhookRefusal.MethodNotAllowed(request.Method, string.Join(", ", endpoints.Select(endpoint => endpoint.Method).Distinct()));
        if (trusting.Count is 0)
            throw refused!.Trust switch
            {
                WebhookTrust.Undecided => WebhookRefusal.Undecided(),
                WebhookTrust.Forbidden => WebhookRefusal.Forbidden(refused.Challenge),
                _ => WebhookRefusal.Unauthorized(refused.Challenge),
            };

        await AcceptAsync(http, trusting, request, accepted!.EventId);
    }

    private async Task AcceptAsync(HttpContext http, List<WebhookEndpoint> endpoints, WebhookRequest request, string? eventId)
    {
        var first = endpoints[0];
        var type = first.Group.Type;
        metrics.Trigger("triggered", type);
        first.Activities.Add(ActivitySeverity.Info, ActivityTag.Message, $"A {request.Method} request arrived.");
        var data = await first.Webhook.ReadAsync(request, http.RequestAborted);
        request.Context.TryGet("request", out var seen);
        var @event = FeelContext.Of(
            ("request", seen),
            ("connectorData", data is null ? NoData : Json(data)),
            ("documents", NoDocuments));
        IReadOnlyList<InboundElement> elements = endpoints.Count is 1
            ? first.Group.Elements
            : [.. endpoints.SelectMany(endpoint => endpoint.Group.Elements)];

        // From here on neither a sender that hangs up nor a stop of the server changes anything: the event is on its way.
        var result = await correlator.CorrelateAsync(
            elements, new InboundArrival { Context = @event, MessageId = eventId, Trace = TraceHeaders.Of(http), Redactor = first.Redactor }, CancellationToken.None);
        metrics.Trigger(Name(result), type);
        Note(first.Activities, result);
        switch (result)
        {
            case CorrelationResult.Success { Element.Answer: { } expression } success:
                await AnswerAsync(http, first.Path, expression, @event, success);
                break;
            case CorrelationResult.Success or CorrelationResult.NotMatched { IsConsumed: true }:
                http.Response.StatusCode = StatusCodes.Status200OK;
                break;
            case CorrelationResult.Held held:
                WebhookReply.WriteHeld(http, held.Key);
                break;
            default:
                throw Refuse(first.Path, result);
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
            answer = Compose(expression, new LaidOver("correlation", () => CorrelationView.Of(success), @event), out problem);
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
            await WebhookReply.WriteAsync(http, answer);
        }
    }

    private WebhookAnswer? Compose(FeelExpression expression, IFeelVariables context, out string? problem)
    {
        var result = expression.Evaluate(context, new FeelEvaluation { Now = time.GetUtcNow() });
        // Not in its words, which may quote the request.
        problem = result.Failure is { } failure ? $"{failure.Code} at position {failure.Start + 1} of the response expression" : null;
        try
        {
            return problem is not null || result.Value.IsNull ? null : WebhookAnswer.FromFeel(result.Value);
        }
        catch (ConnectorException unfit)
        {
            problem = unfit.Code;
            return null;
        }
    }

    private WebhookRefusal Refuse(string path, CorrelationResult result)
    {
        switch (result)
        {
            case CorrelationResult.NotMatched:
                return WebhookRefusal.Of(
                    StatusCodes.Status422UnprocessableEntity,
                    "WEBHOOK_NOT_MATCHED",
                    "The activation condition of this webhook is not met by the request.");
            case CorrelationResult.InvalidInput invalid:
                Log.WebhookRefused(logger, path, invalid.Detail);
                return WebhookRefusal.Of(StatusCodes.Status422UnprocessableEntity, invalid.Code, invalid.Reason);
            case CorrelationResult.Quarantined kept:
                return Refuse(path, kept.Problem).In(kept.Key);
            case CorrelationResult.Suspended:
                return WebhookRefusal.Suspended();
            case CorrelationResult.Refused refused:
                Log.WebhookRefused(logger, path, $"The cluster refused the event ({refused.Error}).");
                return ClusterStatus.Refusal(refused.Error);
            default:
                throw new System.Diagnostics.UnreachableException($"No answer for {result.GetType().Name}.");
        }
    }

    /// <summary>Refusals are noted where they are answered.</summary>
    private static void Note(ActivityLog activities, CorrelationResult result)
    {
        var message = result switch
        {
            CorrelationResult.InstanceCreated created => $"{created.Element.ElementId} started process instance {created.Key.Value}.",
            CorrelationResult.MessagePublished published => $"{published.Element.ElementId} published message {published.Key.Value}.",
            CorrelationResult.MessageCorrelated correlated =>
                $"{correlated.Element.ElementId} reached process instance {correlated.InstanceKey.Value}.",
            CorrelationResult.AlreadyAccepted known => $"{known.Element.ElementId} had accepted the event before.",
            CorrelationResult.NotMatched { IsConsumed: true } => "No activation condition is met by the event; it is consumed.",
            CorrelationResult.Held held => $"The event is held as {held.Key.Value}: its trigger is suspended, or others wait before it.",
            _ => null,
        };
        if (message is not null)
            activities.Add(ActivitySeverity.Info, ActivityTag.Correlation, message);
    }

    /// <param name="reason">As the sender is told, so without data.</param>
    private static void NoteRefusal(ImmutableArray<WebhookEndpoint> endpoints, string reason)
    {
        if (!endpoints.IsEmpty)
            endpoints[0].Activities.Add(ActivitySeverity.Warning, ActivityTag.Correlation, reason);
    }

    private static string Name(CorrelationResult result) => result switch
    {
        CorrelationResult.Success => "correlated",
        CorrelationResult.Held => "held",
        CorrelationResult.Quarantined { Problem: CorrelationResult.NotMatched } => "activation-condition-failed",
        CorrelationResult.NotMatched => "activation-condition-failed",
        _ => "correlation-failed",
    };

    private static FeelValue Json(object data) =>
        FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), ConnectorJson.Options));
}
