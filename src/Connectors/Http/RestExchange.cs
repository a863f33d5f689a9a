using System.Net;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Makes requests and reads their answers, for every connector that speaks as the REST connector does.</summary>
internal sealed class RestExchange(TimeProvider time)
{
    private readonly OAuthTokens _tokens = new(time);
    private readonly ReadClientTls _tls = new();

    /// <param name="takesRefusals">Whether an answer of 400 and above is an answer like others.</param>
    /// <exception cref="ConnectorException">The input cannot be used, or the other side was not reached, or refused.</exception>
    public Task<RestAnswer> RunAsync(RestCall input, RestWays ways, bool takesRefusals, CancellationToken cancellation) =>
        RunAsync(input, ways, (response, deadline) => AnswerAsync(input, ways, takesRefusals, response, deadline), cancellation);

    /// <param name="read">Makes an answer of what came back, whatever its status is.</param>
    /// <exception cref="ConnectorException">The input cannot be used, or the other side was not reached.</exception>
    public async Task<T> RunAsync<T>(
        RestCall input, RestWays ways, Func<HttpResponseMessage, RestDeadline, Task<T>> read, CancellationToken cancellation)
    {
        var target = RestUrl.Of(input);
        if (input.ClientTls is not null)
            ways = ways with { Tls = _tls.Of(input.ClientTls), TokenTls = _tls.Of(input.ClientTls, trustsMachineToo: true) };
        using var deadline = new RestDeadline(input.ConnectionTimeout, input.ReadTimeout, time, cancellation);
        var proof = input.Proof;
        if (input.AuthenticationConfiguration is not null)
            Hide(proof, ways);
        if (proof is not IOAuthGrant grant)
            return await GuardAsync(target, deadline, () => AskAsync(input, target, ways, grant: null, read, deadline), cancellation, input.ChangesSomething);

        var token = await GuardAsync(OAuthTokens.EndpointOf(grant), deadline, () => _tokens.GetAsync(grant, ways, deadline), cancellation);
        deadline.Received();
        var proven = input with { Authentication = new RestAuthentication.Bearer(token), AuthenticationConfiguration = null };
        return await GuardAsync(target, deadline, () => AskAsync(proven, target, ways, grant, read, deadline), cancellation, input.ChangesSomething);
    }

    public static void Hide(RestAuthentication proof, RestWays ways)
    {
        foreach (var secret in proof.Secrets)
            ways.Hide(secret);
    }

    /// <summary>Says what went wrong on the way to a place, in the codes of this connector.</summary>
    /// <param name="changesSomething">Whether what was sent may have taken effect when its answer gets lost.</param>
    public static async Task<T> GuardAsync<T>(
        Uri place, RestDeadline deadline, Func<Task<T>> exchange, CancellationToken cancellation, bool changesSomething = false)
    {
        try
        {
            return await exchange();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw RestFailure.TooSlow(place, deadline, changesSomething);
        }
        catch (HttpRequestException) when (deadline.Token.IsCancellationRequested)
        {
            // A connection that is cut off for it may say that it broke.
            cancellation.ThrowIfCancellationRequested();
            throw RestFailure.TooSlow(place, deadline, changesSomething);
        }
        catch (HttpRequestException cause)
        {
            throw RestFailure.BrokeOff(place, cause.HttpRequestError, cause, changesSomething);
        }
        catch (IOException cause)
        {
            throw RestFailure.BrokeOff(place, (cause as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown, cause, changesSomething);
        }
        catch (InvalidDataException cause)
        {
            // A compressed body that does not unpack.
            throw RestFailure.BrokeOff(place, HttpRequestError.InvalidResponse, cause, changesSomething);
        }
    }

    private async Task<T> AskAsync<T>(
        RestCall input, Uri target, RestWays ways, IOAuthGrant? grant, Func<HttpResponseMessage, RestDeadline, Task<T>> read, RestDeadline deadline)
    {
        using var response = await SendAsync(input, target, ways, deadline);
        if (response.StatusCode is HttpStatusCode.Unauthorized && grant is not null)
            _tokens.Forget(grant, ways);
        return await read(response, deadline);
    }

    private async Task<RestAnswer> AnswerAsync(
        RestCall input, RestWays ways, bool takesRefusals, HttpResponseMessage response, RestDeadline deadline)
    {
        if ((int)response.StatusCode < 400 && input.ReturnChoice is DocumentReturnChoice.Document)
            return RestAnswer.Of(response, await RestDocuments.StoreAsync(response, ways.Documents, deadline));

        var body = await RestBodyReader.ReadAsync(response, deadline);
        return (int)response.StatusCode >= 400 && !takesRefusals
            ? throw RestFailure.Refused(response, body, time.GetUtcNow())
            : RestAnswer.Of(response, body, input);
    }

    private static async Task<HttpResponseMessage> SendAsync(RestCall input, Uri target, RestWays ways, RestDeadline deadline)
    {
        for (var hop = RestHop.First(input, target); ; )
        {
            using var body = hop.MayHaveBody ? await RestBody.OfAsync(input, ways.Documents, deadline.Token) : null;
            using var request = RestRequest.Of(input, hop, body, ways, deadline);
            var response = await ways.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!input.FollowRedirects || hop.Next(response) is not { } next)
                return response;

            response.Dispose();
            hop = next;
        }
    }
}
