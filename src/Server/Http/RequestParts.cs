using System.Globalization;

namespace Fairlead.Server.Http;

/// <summary>Parts of a request besides its body.</summary>
internal static class RequestParts
{
    /// <exception cref="RequestRefusal">It is no key.</exception>
    public static long Key(HttpContext http, string name)
    {
        var text = (string?)http.Request.RouteValues[name];
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw RequestRefusal.OfHttp(
                StatusCodes.Status400BadRequest, $"Expected a key (digits) in place of {{{name}}} in the path, but got '{text}'.");
    }

    /// <summary>A query parameter; null when it is missing or empty.</summary>
    public static string? Text(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A query parameter of digits; null when it is missing or empty.</summary>
    /// <exception cref="RequestRefusal">It is something else.</exception>
    public static long? Number(HttpContext http, string name) => Text(http, name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw RequestRefusal.OfHttp(
            StatusCodes.Status400BadRequest, $"Expected a whole number for the query parameter '{name}', but got '{text}'.");

    /// <summary>A query parameter that is true or false.</summary>
    /// <exception cref="RequestRefusal">It is neither.</exception>
    public static bool Flag(HttpContext http, string name, bool otherwise)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length is 0)
            return otherwise;
        return bool.TryParse(text, out var value)
            ? value
            : throw RequestRefusal.OfHttp(
                StatusCodes.Status400BadRequest, $"Expected true or false for the query parameter '{name}', but got '{text}'.");
    }
}
