using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Calls an HTTP API. Many element templates are presets of this one connector.</summary>
/// <remarks>An answer of 400 and above is a failure; its code is the status, so that a process can tell them apart.</remarks>
[Connector("io.camunda:http-json:1", Name = "REST", Description = "Calls an HTTP API and returns its answer.")]
public sealed class RestConnector(TimeProvider time) : IOutboundConnector<RestCall, RestAnswer>
{
    public async Task<RestAnswer> ExecuteAsync(RestCall input, OutboundCall call, CancellationToken cancellation)
    {
        UnsupportedInputs.Refuse(input);
        var target = RestUrl.Of(input);
        using var deadline = new RestDeadline(input.ConnectionTimeout, input.ReadTimeout, time, cancellation);

        try
        {
            using var response = await SendAsync(input, target, call, deadline);
            if ((int)response.StatusCode < 400 && input.ReturnChoice is DocumentReturnChoice.Document)
                return RestAnswer.Of(response, await RestDocuments.StoreAsync(response, call, deadline));

            var body = await RestBodyReader.ReadAsync(response, deadline);
            return (int)response.StatusCode >= 400
                ? throw RestFailure.Refused(response, body, time.GetUtcNow())
                : RestAnswer.Of(response, body, input);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw RestFailure.TooSlow(target, deadline);
        }
        catch (HttpRequestException) when (deadline.Token.IsCancellationRequested)
        {
            // A connection that is cut off for it may say that it broke.
            cancellation.ThrowIfCancellationRequested();
            throw RestFailure.TooSlow(target, deadline);
        }
        catch (HttpRequestException cause)
        {
            throw RestFailure.BrokeOff(target, cause.HttpRequestError, cause);
        }
        catch (IOException cause)
        {
            throw RestFailure.BrokeOff(target, (cause as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown, cause);
        }
        catch (InvalidDataException cause)
        {
            // A compressed body that does not unpack.
            throw RestFailure.BrokeOff(target, HttpRequestError.InvalidResponse, cause);
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
