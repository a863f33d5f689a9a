using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Acme.Greeting;

/// <summary>Asks a service for a greeting.</summary>
[Connector("com.example:greeting:1", Name = "Greeting", Description = "Asks a service for a greeting.")]
public sealed class GreetingConnector : IOutboundConnector<GreetingInput, GreetingOutput>
{
    public async Task<GreetingOutput> ExecuteAsync(GreetingInput input, OutboundCall call, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://greetings.example.com/{Uri.EscapeDataString(input.Name)}");
        request.Headers.TryAddWithoutValidation("X-Api-Key", input.ApiKey.Reveal());
        try
        {
            using var response = await call.Http.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<GreetingOutput>(cancellation) is { } greeting
                ? greeting
                : throw new ConnectorException("GREETING_REFUSED", $"The service answered {(int)response.StatusCode} without a greeting.");
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException)
        {
            throw new ConnectorException("GREETING_BROKEN", "The service gave no answer that can be read.", broken);
        }
    }
}

public sealed record GreetingInput
{
    [Required, Field("Name", Help = "Who is greeted.")]
    public required string Name { get; init; }

    [Field("API key")]
    public required Secret ApiKey { get; init; }
}

public sealed record GreetingOutput(string? Text);
