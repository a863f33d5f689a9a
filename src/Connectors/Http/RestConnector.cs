using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Calls an HTTP API. Many element templates are presets of this one connector.</summary>
/// <remarks>An answer of 400 and above is a failure; its code is the status, so that a process can tell them apart.</remarks>
[Connector(
    "io.camunda:http-json:1",
    Name = "REST",
    Description = "Calls an HTTP API and returns its answer.",
    Errors =
    [
        RestFailure.Unreachable, RestFailure.Protocol, RestFailure.Tls, RestBodyReader.TooLarge,
        OAuthTokens.Error, OAuthTokens.RefreshTokenExpired, OAuthTokens.InteractionRequired,
    ])]
public sealed class RestConnector(TimeProvider time) : IOutboundConnector<RestCall, RestAnswer>, ICredentialTest
{
    private static readonly TimeSpan TestAtMost = TimeSpan.FromSeconds(20);

    private readonly RestExchange _exchange = new(time);

    public string CredentialId => RestCredential.Id;

    public Task<RestAnswer> ExecuteAsync(RestCall input, OutboundCall call, CancellationToken cancellation) =>
        _exchange.RunAsync(input, RestWays.Of(call), takesRefusals: false, cancellation);

    public async Task<string> TestAsync(JsonElement credential, OutboundCall call, CancellationToken cancellation)
    {
        var proof = RestCredential.Of(credential) ?? throw new ConnectorInputException("The credential is empty.");
        var ways = RestWays.Of(call);
        RestExchange.Hide(proof, ways);
        switch (proof)
        {
            case IOAuthGrant grant:
                using (var deadline = new RestDeadline(TestAtMost, TestAtMost, time, cancellation))
                {
                    var endpoint = OAuthTokens.EndpointOf(grant);
                    var (_, life) = await RestExchange.GuardAsync(
                        endpoint, deadline, () => OAuthTokens.FetchAsync(grant, ways, deadline), cancellation);
                    return $"{RestFailure.Place(endpoint)} gave a token{(life is { } known ? $" for {known.TotalSeconds:0} s" : "")}.";
                }

            case RestAuthentication.None:
                return "It says that requests prove nothing: there is nothing to try.";
            default:
                RestRequest.Check(proof);
                return "It is complete. Whether the other side accepts it shows with the first request: no address belongs to it.";
        }
    }
}
