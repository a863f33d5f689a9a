using System.Text.Json;
using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Testing.Tests.Planted;

/// <summary>Connectors that are wrong in one way each.</summary>
public abstract class Planted<TInput, TOutput>(Func<TInput, OutboundCall, CancellationToken, Task<TOutput>> execute) : IOutboundConnector<TInput, TOutput>
{
    public Task<TOutput> ExecuteAsync(TInput input, OutboundCall call, CancellationToken cancellation) => execute(input, call, cancellation);
}

public sealed record Nothing;

public sealed record OneText([property: Field("Text")] string? Text = null);

[Connector("com.example:sound:1", Name = "Sound", Description = "Does nothing, and that well.")]
public sealed class Sound() : Planted<OneText, Nothing>((_, _, _) => Task.FromResult(new Nothing()));

[Connector("com.example:sound:1", Name = "Twin", Description = "Has the type of another.")]
public sealed class Twin() : Planted<OneText, Nothing>((_, _, _) => Task.FromResult(new Nothing()));

[Connector("com.example:without-a-name:1", Name = " ", Description = "Has no name.")]
public sealed class WithoutAName() : Planted<OneText, Nothing>((_, _, _) => Task.FromResult(new Nothing()));

[Connector("com.example:without-a-label:1", Name = "No label", Description = "Has a field without a label.")]
public sealed class WithoutALabel() : Planted<WithoutALabel.Input, Nothing>((_, _, _) => Task.FromResult(new Nothing()))
{
    public sealed record Input(string? Text = null);
}

[Connector("com.example:open-secret:1", Name = "Open secret", Description = "Has a secret that is text.")]
public sealed class WithAnOpenSecret() : Planted<WithAnOpenSecret.Input, Nothing>((_, _, _) => Task.FromResult(new Nothing()))
{
    public sealed record Input([property: Field("API key")] string? ApiKey = null, [property: Field("Routing key")] string? RoutingKey = null);
}

[Connector("com.example:open-choice:1", Name = "Open choice", Description = "Has a choice that anybody can add to.")]
public sealed class WithAnOpenChoice() : Planted<WithAnOpenChoice.Input, Nothing>((_, _, _) => Task.FromResult(new Nothing()))
{
    public sealed record Input([property: Field("Choice")] OpenChoice? Choice = null);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(One), "one")]
    public record OpenChoice;

    public sealed record One : OpenChoice;
}

[Connector("com.example:own-client:1", Name = "Own client", Description = "Opens connections of its own.")]
public sealed class WithAClientOfItsOwn() : Planted<OneText, Nothing>((_, _, _) => Task.FromResult(new Nothing())), IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();
}

[Connector("com.example:memory:1", Name = "Memory", Description = "Keeps something between calls.")]
public sealed class WithAMemory : IOutboundConnector<OneText, string>
{
    private int _calls;

    public Task<string> ExecuteAsync(OneText input, OutboundCall call, CancellationToken cancellation) => Task.FromResult($"{++_calls}");
}

[Connector("com.example:stream:1", Name = "Stream", Description = "Gives what is no JSON.")]
public sealed class WithAStreamInside() : Planted<OneText, WithAStreamInside.Output>((_, _, _) => Task.FromResult(new Output(null)))
{
    public sealed record Output(Stream? Content);
}

[Connector("com.example:not-named:1", Name = "Not named", Description = "Misses something, and does not say what.")]
public sealed class WithoutARequest() : Planted<OneText, Nothing>((input, _, _) =>
    input.Text is null ? throw new ConnectorInputException("Something is missing.") : Task.FromResult(new Nothing()));

[Connector("com.example:broken-case:1", Name = "Broken case", Description = "Has a case that breaks when it is read.")]
public sealed class WithACaseThatBreaks() : Planted<WithACaseThatBreaks.Input, Nothing>((_, _, _) => Task.FromResult(new Nothing()))
{
    public sealed record Input([property: Field("Choice")] Choice? Choice = null);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(One), "one")]
    [JsonDerivedType(typeof(Two), "two")]
    public abstract record Choice
    {
        private Choice() { }

        public sealed record One : Choice;

        public sealed record Two : Choice
        {
            public Two() => throw new NotSupportedException("This case cannot be made.");
        }
    }
}

[Connector("com.example:believer:1", Name = "Believer", Description = "Believes whatever is answered.")]
public sealed class ThatBelievesAnything() : Planted<OneText, JsonElement>(async (_, call, cancellation) =>
    JsonElement.Parse(await call.Http.GetStringAsync(new Uri("https://example.com/"), cancellation)));

[Connector("com.example:counter:1", Name = "Counter", Description = "Counts, and not every number can be counted to.")]
public sealed class ThatCounts() : Planted<ThatCounts.Input, int>((input, _, _) => Task.FromResult(new int[(int)Math.Min(input.Count, 1_000)].Length))
{
    public sealed record Input([property: Field("Count")] double Count = 0);
}

[Connector("com.example:teller:1", Name = "Teller", Description = "Tells a secret to the journal.")]
public sealed class ThatTells() : Planted<ThatTells.Input, Nothing>((input, call, _) =>
{
    call.Log($"Using {input.Token?.Reveal()}.");
    return Task.FromResult(new Nothing());
})
{
    public sealed record Input([property: Field("Token")] Secret? Token = null);
}

[Connector("com.example:forgetful:1", Name = "Forgetful", Description = "Does not say what came back.")]
public sealed class ThatForgetsTheAnswer() : Planted<OneText, Nothing>(async (_, call, cancellation) =>
{
    await call.SendingAsync(new WireMessage("PUBLISH orders", [], default), cancellation);
    return new Nothing();
});

[Connector("com.example:swallower:1", Name = "Swallower", Description = "Takes every exception for a refusal.")]
public sealed class ThatSwallows() : Planted<OneText, string>(async (_, call, cancellation) =>
{
    var getting = call.Http.GetStringAsync(new Uri("https://example.com/"), cancellation);
    await ((Task)getting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return getting.IsCompletedSuccessfully ? await getting : throw new ConnectorException("SWALLOWED", "It did not work.");
});

[Connector("com.example:deaf:1", Name = "Deaf", Description = "Does not listen when it is told to end.")]
public sealed class ThatDoesNotListen() : Planted<OneText, string>((_, call, _) => call.Http.GetStringAsync(new Uri("https://example.com/"), CancellationToken.None));
