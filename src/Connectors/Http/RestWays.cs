using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>The ways to the outside of whoever makes a request: a job once, a poll again and again.</summary>
/// <param name="Hide">Hides a text wherever the request is shown.</param>
internal sealed record RestWays(HttpClient Http, CallDocuments Documents, Action<Secret> Hide)
{
    /// <summary>Sent with what changes something; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>For the address of the task; null for what all requests have.</summary>
    public ClientTls? Tls { get; init; }

    /// <summary>For the server that gives tokens, which may be known to this machine only.</summary>
    public ClientTls? TokenTls { get; init; }

    public static RestWays Of(OutboundCall call) => new(call.Http, call.Documents, call.Hide)
    {
        IdempotencyKey = call.SendsIdempotencyKey ? call.IdempotencyKey : null,
    };

    public static RestWays Of(Poll poll) => new(poll.Http, poll.Documents, poll.Hide);
}
