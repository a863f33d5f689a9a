using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Http;

/// <summary>Reads requests and writes answers the way every endpoint does.</summary>
internal static class Exchange
{
    /// <exception cref="RequestProblemException">There is no JSON in it.</exception>
    /// <exception cref="JsonException">It is not what the endpoint takes.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class => await ReadOptionalAsync(context, type)
            ?? throw RequestProblemException.Invalid("The request has no body. Send a JSON object.");

    /// <returns>Null when there is no body.</returns>
    public static async Task<T?> ReadOptionalAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request is { ContentLength: 0 } or { ContentLength: null, ContentType: null }) return null;
        if (!context.Request.HasJsonContentType())
            throw new RequestProblemException(
                415, "Unsupported Media Type", $"The content type '{context.Request.ContentType}' is not understood here. Send application/json.");
        return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
            ?? throw RequestProblemException.Invalid("The request body is null. Send a JSON object.");
    }

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    public static void NoContent(HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    /// <summary>A key from the path.</summary>
    public static long Key(HttpContext context, string name)
    {
        var text = (string)context.Request.RouteValues[name]!;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw RequestProblemException.Invalid($"'{text}' is not a key: a key is a number such as 2251799813685249.");
    }

    /// <summary>Milliseconds on the wire; more than a century is a mistake.</summary>
    public static TimeSpan Milliseconds(long value, string property) => value is >= 0 and <= 3_155_760_000_000
        ? TimeSpan.FromMilliseconds(value)
        : throw RequestProblemException.Invalid($"{property} is {value}; it is a number of milliseconds, 0 or more.");

    public static void CheckTenant(string? tenant)
    {
        if (tenant is not (null or "" or Tenants.Default))
            throw RequestProblemException.Invalid($"There is no tenant '{tenant}': multi-tenancy is off. Leave tenantId out.");
    }

    public static RequestProblemException NotFound(string what, long key) =>
        new(404, "NOT_FOUND", $"Expected to find {what} {key}, but there is none with this key.");
}
