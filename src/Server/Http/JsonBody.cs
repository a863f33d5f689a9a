using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Http;

/// <summary>Reads and writes JSON bodies.</summary>
internal static class JsonBody
{
    /// <summary>As <see cref="RestJson.Default"/>, but leaves text readable: our answers are JSON, never part of a page.</summary>
    public static RestJson Contracts { get; } =
        new(new JsonSerializerOptions(RestJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <exception cref="RequestRefusal">There is none, or it is not as expected.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class =>
        await ReadOrNullAsync(http, type) ?? throw RequestRefusal.OfHttp(
            StatusCodes.Status400BadRequest, "A JSON object is expected as the body of this request, but there is none.");

    /// <summary>Nothing when there is no body.</summary>
    /// <exception cref="RequestRefusal">It is not as expected.</exception>
    public static async Task<T?> ReadOrNullAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (http.Request.ContentLength is 0)
            return null;
        if (!http.Request.HasJsonContentType())
        {
            // A body without a length may be empty all the same, and then it has no type.
            var end = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
            http.Request.BodyReader.AdvanceTo(end.Buffer.Start);
            if (end is { IsCompleted: true, Buffer.IsEmpty: true })
                return null;
            throw RequestRefusal.OfHttp(
                StatusCodes.Status415UnsupportedMediaType,
                $"This request takes 'application/json', but its content type is '{http.Request.ContentType}'.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.BodyReader, type, http.RequestAborted)
                ?? throw RequestRefusal.OfHttp(
                    StatusCodes.Status400BadRequest, "A JSON object is expected as the body of this request, but it is null.");
        }
        catch (JsonException problem)
        {
            throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, JsonProblem.Describe(problem, type));
        }
    }

    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(http.Response.BodyWriter, value, type, http.RequestAborted);
    }

    public static void WriteNothing(HttpContext http) => http.Response.StatusCode = StatusCodes.Status204NoContent;
}
