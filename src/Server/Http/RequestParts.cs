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
