using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>Calls a SOAP service. The message goes over the same connections, timeouts and limits as requests of the REST connector.</summary>
/// <remarks>
/// Sources: SOAP 1.1 (https://www.w3.org/TR/2000/NOTE-SOAP-20000508/), SOAP 1.2 part 1 and 2, Web Services Security 1.1. The answer is the
/// whole envelope as JSON: see <see cref="SoapAnswer"/>.
/// </remarks>
[Connector(
    "io.camunda:soap:1",
    Name = "SOAP",
    Description = "Calls a SOAP service and returns its answer as JSON.",
    Errors = [SoapFault.Code, SoapAnswer.Invalid])]
public sealed class SoapConnector(TimeProvider time) : IOutboundConnector<SoapCall, JsonObject>
{
    private readonly RestExchange _exchange = new(time);
    private readonly SoapCertificates _certificates = new();

    public Task<JsonObject> ExecuteAsync(SoapCall input, OutboundCall call, CancellationToken cancellation)
    {
        var message = SoapEnvelope.Of(input, _certificates, time.GetUtcNow());
        return _exchange.RunAsync(Request(input, message), RestWays.Of(call), ReadAsync, cancellation);
    }

    private async Task<JsonObject> ReadAsync(HttpResponseMessage response, RestDeadline deadline)
    {
        var body = await RestBodyReader.ReadAsync(response, deadline);
        var answer = SoapAnswer.TryRead(response, body, out var isFault);
        if (answer is not null && isFault)
            throw SoapFault.Of(answer, response, time.GetUtcNow());
        // What comes from a proxy or a server without SOAP has a status that says more than that it is no envelope.
        if ((int)response.StatusCode >= 400)
            throw RestFailure.Refused(response, body, time.GetUtcNow());
        return answer ?? (body.IsEmpty ? [] : throw SoapAnswer.NotAnEnvelope(response));
    }

    private static RestCall Request(SoapCall input, string message) => new()
    {
        Method = RestMethod.Post,
        Url = input.ServiceUrl,
        Headers = input.SoapVersion.Headers.ToDictionary(header => header.Key, header => JsonSerializer.SerializeToElement(header.Value)),
        Body = JsonSerializer.SerializeToElement(message),
        ConnectionTimeoutInSeconds = input.ConnectionTimeoutInSeconds,
    };
}
