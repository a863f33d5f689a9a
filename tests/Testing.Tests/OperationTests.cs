using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;
using Fairlead.Testing.Conformance;

namespace Fairlead.Testing.Tests;

/// <summary>A connector with several operations is one whose input is a choice, told apart by <c>operation</c>.</summary>
public sealed class OperationTests : IDisposable
{
    private readonly ConnectorHarness _shelf = ConnectorHarness.Of<ShelfConnector>();

    public void Dispose() => _shelf.Dispose();

    [Theory]
    [InlineData("put", """{"book": "Emma"}""", "put Emma")]
    [InlineData("Find", """{"title": "=upper case(word)"}""", "FOUND")]
    [InlineData(" put ", """{"book": "Emma", "operation": "find"}""", "put Emma")]
    public async Task The_header_chooses(string operation, string inputs, string expected) =>
        Assert.Equal(expected, (await RunAsync(inputs, operation)).Output.GetString());

    [Fact]
    public async Task Without_a_header_an_input_chooses() =>
        Assert.Equal("put Emma", (await RunAsync("""{"operation": "put", "book": "Emma"}""", operation: null)).Output.GetString());

    [Theory]
    [InlineData(null, "operation: expected one of put, find, but it is missing.")]
    [InlineData("", "operation: expected one of put, find, but it is missing.")]
    [InlineData("burn", "operation: expected one of put, find, but received text that does not fit.")]
    [InlineData("put", "book: expected text, but it is missing.")]
    public async Task A_missing_or_unknown_operation_is_an_input_error(string? operation, string problem)
    {
        var error = (await RunAsync("{}", operation)).Error;

        Assert.IsType<ConnectorInputException>(error);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upper case(word)", "Expected FEEL that begins with =")]
    [InlineData("=upper case(", "is not valid FEEL")]
    [InlineData("=1 + ", "(position ")]
    public async Task A_function_that_is_none_is_an_input_error(string title, string problem)
    {
        var error = (await RunAsync($$"""{"title": "{{title}}"}""", "find")).Error;

        Assert.IsType<ConnectorInputException>(error);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=7", "it gave a Number, where a String is wanted.")]
    [InlineData("=assert(word, false)", "could not be evaluated")]
    public async Task A_function_that_fails_says_why(string title, string problem)
    {
        var error = (await RunAsync($$"""{"title": "{{title}}"}""", "find")).Error;

        Assert.Equal(FeelFunction.Failed, error.Code);
        Assert.Equal(RetryAdvice.Never, error.Retry);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_keeps_every_rule() => Assert.Empty(await ConnectorConformance.CheckAsync<ShelfConnector>(
        """{"operation": "put", "book": "Emma"}""", """{"operation": "find", "title": "=upper case(word)"}"""));

    private Task<ConnectorRun> RunAsync(string inputs, string? operation) => _shelf.RunAsync(
        inputs, operation is null ? null : new Dictionary<string, string> { ["operation"] = operation }, TestContext.Current.CancellationToken);
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "operation")]
[JsonDerivedType(typeof(Put), "put")]
[JsonDerivedType(typeof(Find), "find")]
public abstract record ShelfOperation
{
    private ShelfOperation() { }

    public sealed record Put([property: Field("Book")] string Book) : ShelfOperation;

    public sealed record Find([property: Field("Title", Help = "FEEL on {word}.")] FeelFunction Title) : ShelfOperation;
}

[Connector("com.example:shelf:1", Name = "Shelf", Description = "Puts books on a shelf and finds them.")]
public sealed class ShelfConnector : IOutboundConnector<ShelfOperation, string>
{
    public Task<string> ExecuteAsync(ShelfOperation input, OutboundCall call, CancellationToken cancellation) => Task.FromResult(input switch
    {
        ShelfOperation.Put put => $"put {put.Book}",
        ShelfOperation.Find find => find.Title.Invoke<string>(new { word = "found" }) ?? "",
        _ => throw new System.Diagnostics.UnreachableException($"No rule for {input.GetType().Name}."),
    });
}
