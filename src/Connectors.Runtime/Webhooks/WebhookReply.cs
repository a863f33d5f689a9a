using System.Text.Encodings.Web;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Writes answers so that no browser takes a stranger's text for a page of ours.</summary>
internal static class WebhookReply
{
    /// <summary>Tells a sender that its event was accepted although the answer could not be composed.</summary>
    public const string AnswerHeader = "Fairlead-Answer";

    /// <summary>Key of the inbox entry that the event is kept in.</summary>
    public const string InboxHeader = "Fairlead-Inbox-Key";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Longer answers may find a receiver that does not take them.</summary>
    private const int ShortBytes = 32 * 1024;

    public static Task WriteAsync(HttpContext http, WebhookAnswer answer) => WriteAsync(http, answer, http.RequestAborted);

    /// <summary>A receiver has as long as a sender; then the connection ends.</summary>
    public static async Task WriteAsync(HttpContext http, WebhookAnswer answer, WebhooksOptions options, TimeProvider time)
    {
        if (answer.Body.Length <= ShortBytes)
        {
            await WriteAsync(http, answer);
            return;
        }

        using var late = new CancellationTokenSource(
            options.ReadTimeout + TimeSpan.FromSeconds(answer.Body.Length / (double)options.BytesPerSecondAtLeast), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        try
        {
            await WriteAsync(http, answer, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private static async Task WriteAsync(HttpContext http, WebhookAnswer answer, CancellationToken cancellation)
    {
        var response = http.Response;
        response.StatusCode = answer.StatusCode;
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        Protect(response, answer.ContentType);
        if (answer.Body.IsEmpty || answer.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
            return;

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.Body.WriteAsync(answer.Body, cancellation);
    }

    public static Task WriteAcceptedWithoutAnswerAsync(HttpContext http)
    {
        http.Response.Headers[AnswerHeader] = "failed";
        return WriteJsonAsync(http, StatusCodes.Status200OK, "application/json", writer =>
        {
            writer.WriteBoolean("accepted", true);
            writer.WriteString("code", "WEBHOOK_ANSWER_FAILED");
            writer.WriteString("detail", "The event was accepted, but the answer could not be composed. Do not send it again.");
        });
    }

    /// <summary>Accepted, and applied later.</summary>
    public static void WriteHeld(HttpContext http, InboxKey key)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers[InboxHeader] = TextOf(key);
    }

    public static Task WriteAsync(HttpContext http, WebhookRefusal refusal)
    {
        if (http.Response.HasStarted)
            return Task.CompletedTask;

        if (refusal.Entry is { } entry)
            http.Response.Headers[InboxHeader] = TextOf(entry);

        if (refusal.Header is { } header)
            http.Response.Headers[header.Name] = header.Value;
        return WriteJsonAsync(http, refusal.Status, "application/problem+json", writer =>
        {
            writer.WriteString("type", "about:blank");
            writer.WriteString("title", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(refusal.Status));
            writer.WriteNumber("status", refusal.Status);
            writer.WriteString("detail", refusal.Message);
            writer.WriteString("code", refusal.Code);
        });
    }

    private static string TextOf(InboxKey key) => key.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task WriteJsonAsync(HttpContext http, int status, string contentType, Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        http.Response.StatusCode = status;
        Protect(http.Response, contentType);
        http.Response.ContentType = contentType;
        http.Response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    private static void Protect(HttpResponse response, string? contentType)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        // A model that answers with a page gets one without scripts and without our origin: the console lives here too.
        if (contentType is not null && !contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
            && !contentType.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase))
            response.Headers.ContentSecurityPolicy = "sandbox";
    }
}
