using Fairlead.Testing;
using Fairlead.Testing.Conformance;

using Xunit;

namespace Acme.Greeting.Tests;

public sealed class GreetingConnectorTests
{
    private const string Inputs = """{"name": "Ada", "apiKey": "{{secrets.GREETINGS}}"}""";

    [Fact]
    public async Task It_greets()
    {
        using var greeting = ConnectorHarness.Of<GreetingConnector>();
        greeting.Secrets["GREETINGS"] = "a-long-key";
        greeting.Http.Answer("GET https://greetings.example.com/Ada", 200, """{"text": "Hello, Ada"}""");

        var run = await greeting.RunAsync(Inputs, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal("Hello, Ada", run.Output.GetProperty("text").GetString());
        Assert.Equal("a-long-key", greeting.Http.Only.Headers["X-Api-Key"]);
    }

    [Fact]
    public async Task It_keeps_what_every_connector_keeps() => Assert.Empty(
        await ConnectorConformance.CheckAsync<GreetingConnector>("""{"name": "Ada", "apiKey": "a-long-key"}"""));
}
