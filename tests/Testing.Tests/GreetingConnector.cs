using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Testing.Tests;

/// <summary>A connector as a stranger writes it.</summary>
[Connector("com.example:greeting:1", Name = "Greeting", Description = "Asks a service for a greeting.")]
public sealed class GreetingConnector : IOutboundConnector<Greet, Greeting>
{
    public async Task<Greeting> ExecuteAsync(Greet input, OutboundCall call, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://greetings.example.com/{Uri.EscapeDataString(input.Name)}");
        request.Headers.TryAddWithoutValidation("X-Api-Key", input.ApiKey.Reveal());
        call.Log($"Asking for {input.Name}.");
        try
        {
            using var response = await call.Http.SendAsync(request, cancellation);
            return (int)response.StatusCode < 400
                ? new Greeting((await response.Content.ReadFromJsonAsync<Answer>(cancellation))?.Text ?? "", call.Job.Key)
                : throw new ConnectorException("GREETING_REFUSED", $"The service answered {(int)response.StatusCode}.");
        }
        catch (Exception broken) when (broken is HttpRequestException or System.Text.Json.JsonException)
        {
            throw new ConnectorException("GREETING_BROKEN", "The service gave no answer that can be read.", broken);
        }
    }

    private sealed record Answer(string? Text);
}

public sealed record Greet
{
    [Required, Field("Name")]
    public required string Name { get; init; }

    [Field("API key")]
    public required Secret ApiKey { get; init; }

    [Field("Tone")]
    public Tone Tone { get; init; } = new Tone.Plain();
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Plain), "plain")]
[JsonDerivedType(typeof(Warm), "warm")]
public abstract record Tone
{
    private Tone() { }

    public sealed record Plain : Tone;

    public sealed record Warm([property: Field("Degrees")] int Degrees) : Tone;
}

public sealed record Greeting(string Text, long Job);
