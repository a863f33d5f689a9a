namespace Fairlead.Server.Calls;

/// <summary>The first line of a kept request, when it is one over HTTP.</summary>
internal static class HttpRequestLine
{
    public static bool TryRead(string line, out string method, out string address)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        (method, address) = space > 0 ? (line[..space], line[(space + 1)..]) : ("", "");
        return space > 0
            && method.All(char.IsAsciiLetterUpper)
            && (address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                // An address that begins with a secret.
                || address.StartsWith("{{secrets.", StringComparison.Ordinal));
    }
}
