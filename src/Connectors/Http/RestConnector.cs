using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Calls an HTTP API. Many element templates are presets of this one connector.</summary>
/// <remarks>An answer of 400 and above is a failure; its code is the status, so that a process can tell them apart.</remarks>
[Connector("io.camunda:http-json:1", Name = "REST", Description = "Calls an HTTP API and returns its answer.")]
public sealed class RestConnector(TimeProvider time) : IOutboundConnector<RestCall, RestAnswer>, ICredentialTest
{
    private static readonly TimeSpan TestAtMost = TimeSpan.FromSeconds(20);

    private readonly OAuthTokens _tokens = new(time);

    public string CredentialId => RestCredential.Id;

    public async Task<RestAnswer> ExecuteAsync(RestCall input, OutboundCall call, CancellationToken cancellation)
    {
        UnsupportedInputs.Refuse(input);
        var target = RestUrl.Of(input);
        using var deadline = new RestDeadline(input.ConnectionTimeout, input.ReadTimeout, time, cancellation);
        var proof = input.Proof;
        if (input.AuthenticationConfiguration is not null)
            Hide(proof, call);
        if (proof is not IOAuthGrant grant)
            return await GuardAsync(target, deadline, () => AskAsync(input, target, call, deadline), cancellation);

        var token = await GuardAsync(OAuthTokens.EndpointOf(grant), deadline, () => _tokens.GetAsync(grant, call, deadline), cancellation);
        deadline.Received();
        try
        {
            var proven = input with { Authentication = new RestAuthentication.Bearer(token), AuthenticationConfiguration = null };
            return await GuardAsync(target, deadline, () => AskAsync(proven, target, call, deadline), cancellation);
        }
        catch (ConnectorException refused) when (refused.Code is "401")
        {
            _tokens.Forget(grant);
            throw;
        }
    }

    public async Task<string> TestAsync(JsonElement credential, OutboundCall call, CancellationToken cancellation)
    {
        var proof = RestCredential.Of(credential) ?? throw new ConnectorInputException("The credential is empty.");
        Hide(proof, call);
        switch (proof)
        {
            case IOAuthGrant grant:
                using (var deadline = new RestDeadline(TestAtMost, TestAtMost, time, cancellation))
                {
                    var endpoint = OAuthTokens.EndpointOf(grant);
                    var (_, life) = await GuardAsync(endpoint, deadline, () => OAuthTokens.FetchAsync(grant, call, deadline), cancellation);
                    return $"{RestFailure.Place(endpoint)} gave a token{(life is { } known ? $" for {known.TotalSeconds:0} s" : "")}.";
                }

            case RestAuthentication.None:
                return "It says that requests prove nothing: there is nothing to try.";
            default:
                RestRequest.Check(proof);
                return "It is complete. Whether the other side accepts it shows with the first request: no address belongs to it.";
        }
    }

    private static void Hide(RestAuthentication proof, OutboundCall call)
    {
        foreach (var secret in proof.Secrets)
            call.Hide(secret);
    }

    private async Task<RestAnswer> AskAsync(RestCall input, Uri target, OutboundCall call, RestDeadline deadline)
    {
        using var response = await SendAsync(input, target, call, deadline);
        if ((int)response.StatusCode < 400 && input.ReturnChoice is DocumentReturnChoice.Document)
            return RestAnswer.Of(response, await RestDocuments.StoreAsync(response, call, deadline));

        var body = await RestBodyReader.ReadAsync(response, deadline);
        return (int)response.StatusCode >= 400
            ? throw RestFailure.Refused(response, body, time.GetUtcNow())
            : RestAnswer.Of(response, body, input);
    }

    /// <summary>Says what went wrong on the way to a place, in the codes of this connector.</summary>
    private static async Task<T> GuardAsync<T>(Uri place, RestDeadline deadline, Func<Task<T>> exchange, CancellationToken cancellation)
    {
        try
        {
            return await exchange();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw RestFailure.TooSlow(place, deadline);
        }
        catch (HttpRequestException) when (deadline.Token.IsCancellationRequested)
        {
            // A connection that is cut off for it may say that it broke.
            cancellation.ThrowIfCancellationRequested();
            throw RestFailure.TooSlow(place, deadline);
        }
        catch (HttpRequestException cause)
        {
            throw RestFailure.BrokeOff(place, cause.HttpRequestError, cause);
        }
        catch (IOException cause)
        {
            throw RestFailure.BrokeOff(place, (cause as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown, cause);
        }
        catch (InvalidDataException cause)
        {
            // A compressed body that does not unpack.
            throw RestFailure.BrokeOff(place, HttpRequestError.InvalidResponse, cause);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(RestCall input, Uri target, OutboundCall call, RestDeadline deadline)
    {
        for (var hop = RestHop.First(input, target); ; )
        {
            using var body = hop.MayHaveBody ? await RestBody.OfAsync(input, call.Documents, deadline.Token) : null;
            using var request = RestRequest.Of(input, hop, body, call, deadline);
            var response = await call.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!input.FollowRedirects || hop.Next(response) is not { } next)
                return response;

            response.Dispose();
            hop = next;
        }
    }
}
