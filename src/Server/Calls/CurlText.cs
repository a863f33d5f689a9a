using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Calls;

/// <summary>A request as a command line for curl. Secrets stay placeholders: whoever runs it fills them in.</summary>
internal static class CurlText
{
    /// <summary>Curl makes these itself.</summary>
    private static readonly HashSet<string> OwnHeaders = new(["Content-Length", "Transfer-Encoding", "Host"], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="RequestRefusal">No request over HTTP is kept.</exception>
    public static string Of(CallResult call)
    {
        var exchange = call.Exchanges.LastOrDefault(exchange => HttpRequestLine.TryRead(exchange.Request, out _, out _))
            ?? throw RequestRefusal.Of(
                ClusterError.InvalidState,
                $"Expected to write call {call.Call.CallKey.Value} for curl, but no request over HTTP is kept of it.");
        HttpRequestLine.TryRead(exchange.Request, out var method, out var address);
        var text = new StringBuilder();
        if (exchange.RequestBody is { IsCut: true } cut)
            text.Append($"# Only the beginning of the body was kept; it had {cut.Bytes} bytes.\n");
        var isBinary = exchange.RequestBody is { IsBase64: true };
        if (isBinary)
            text.Append($"base64 -d <<< {Quoted(exchange.RequestBody!.Text)} | ");
        text.Append($"curl -X {method} {Quoted(address)}");
        foreach (var header in exchange.RequestHeaders.Where(header => !OwnHeaders.Contains(header.Name)))
            text.Append($" \\\n  -H {Quoted($"{header.Name}: {header.Value}")}");
        if (isBinary)
            text.Append(" \\\n  --data-binary @-");
        else if (exchange.RequestBody is { } body)
            text.Append($" \\\n  --data-raw {Quoted(body.Text)}");
        return text.Append('\n').ToString();
    }

    /// <summary>Nothing within single quotes means anything to a shell but the quote itself.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
