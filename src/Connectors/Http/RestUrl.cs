using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>The address of the first request. Messages never show it: it may hold a secret.</summary>
internal static class RestUrl
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>
    /// Encodes what a URL may not contain and keeps what is encoded already; with <see cref="RestCall.SkipEncoding"/>
    /// the path and the query go out character for character.
    /// </summary>
    public static Uri Of(RestCall call)
    {
        var text = WithQuery(call.Url.Trim().Split('#')[0], Parameters(call));

        // Nothing else would stop a line break here from becoming a header.
        if (call.SkipEncoding && !text.All(letter => letter is > ' ' and < '\x7f'))
            throw new ConnectorInputException(
                "url: it has spaces, control or non-ASCII characters, which must be encoded when URL encoding is skipped.");

        Uri? url;
        var understood = call.SkipEncoding
            ? Uri.TryCreate(text, AsWritten, out url)
            : Uri.TryCreate(text, UriKind.Absolute, out url);
        if (!understood || url is not { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0 })
            throw new ConnectorInputException("url: expected an address like https://example.com/path, but it has no http scheme or no host.");
        if (url.UserInfo.Length > 0)
            throw new ConnectorInputException("url: it has a user name before the host; use the basic authentication of the task instead.");

        return url;
    }

    private static IEnumerable<(string Name, string Value)> Parameters(RestCall call)
    {
        foreach (var (name, value) in call.QueryParameters ?? new Dictionary<string, JsonElement>())
        {
            foreach (var text in JsonText.Values(value, $"queryParameters.{name}"))
                yield return (name, text);
        }

        if (call.Proof is RestAuthentication.ApiKey { ApiKeyLocation: ApiKeyLocation.Query } key)
            yield return (key.Name, key.Value.Reveal());
    }

    private static string WithQuery(string url, IEnumerable<(string Name, string Value)> parameters)
    {
        var text = new StringBuilder(url);
        var separator = !url.Contains('?', StringComparison.Ordinal) ? "?" : url[^1] is '?' or '&' ? "" : "&";
        foreach (var (name, value) in parameters)
        {
            text.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = "&";
        }

        return text.ToString();
    }
}
