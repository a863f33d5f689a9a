using Fairlead.Testing.Conformance;
using Fairlead.Testing.Tests.Planted;

namespace Fairlead.Testing.Tests;

public sealed class ConformanceTests
{
    private const string Works = """{"name": "Ada", "apiKey": "key-of-greetings"}""";

    /// <summary>A connector for each rule that does not keep it, and what the suite says of it.</summary>
    private static readonly Dictionary<string, (ConnectorSample Sample, string Problem)> Bad = new()
    {
        ["describes itself"] = (new(typeof(WithoutAName), "{}"), "name: expected 1 to 40 characters, but it has 0."),
        ["serves a type of its own"] = (new(typeof(Twin), "{}"), "type: Sound serves com.example:sound:1, too."),
        ["labels every field"] = (new(typeof(WithoutALabel), "{}"), "text: it has no [Field(\"…\")], so a form cannot show it."),
        ["types secrets as secrets"] = (new(typeof(WithAnOpenSecret), "{}"), "apiKey: by its name it is a secret"),
        ["closes every choice"] = (new(typeof(WithAnOpenChoice), """{"choice": {"type": "one"}}"""), "choice: OpenChoice has a public constructor"),
        ["opens no connections of its own"] = (new(typeof(WithAClientOfItsOwn), "{}"), "_http: it keeps a HttpClient."),
        ["keeps nothing between calls"] = (new(typeof(WithAMemory), "{}"), "_calls: one object does all calls at the same time"),
        ["gives an output that is JSON"] = (new(typeof(WithAStreamInside), "{}"), "output.content: Stream cannot become JSON."),
        ["takes its samples"] = (new(typeof(Sound), """{"text": []}"""), "inputs: {\"text\":[]} is refused"),
        ["names what is missing"] = (new(typeof(WithoutARequest), """{"text": "a"}"""), "text: it is missed in {}, but not named: Something is missing."),
        ["takes every case of a choice"] = (new(typeof(WithACaseThatBreaks), """{"choice": {"type": "one"}}"""), "choice(two): it leads to"),
        ["answers or refuses"] = (new(typeof(ThatBelievesAnything), "{}"), "answer 200: the connector breaks with JsonReaderException"),
        ["refuses nonsense"] = (new(typeof(ThatCounts), """{"count": 1}"""), "count: {\"count\":-1.5}"),
        ["does not show secrets"] = (new(typeof(ThatTells), """{"token": "a-long-secret"}"""), "log: it shows a secret of"),
        ["shows what it sends"] = (new(typeof(ThatForgetsTheAnswer), "{}"), "journal: an exchange has no answer"),
        ["sends nothing when it plans"] = (new(typeof(ThatSwallows), "{}"), "plan: expected the exception that ends it to be let through, but got ConnectorException."),
        ["ends when it is told"] = (new(typeof(ThatDoesNotListen), "{}"), "cancellation: it was cancelled before it began, and still it sends."),
    };

    public static TheoryData<string> Rules => [.. ConnectorConformance.Rules];

    [Fact]
    public async Task A_good_connector_keeps_every_rule() =>
        Assert.Empty(await ConnectorConformance.CheckAsync<GreetingConnector>(Works, """{"name": "A", "apiKey": "key-of-greetings", "tone": {"kind": "warm", "degrees": 3}}"""));

    [Theory, MemberData(nameof(Rules))]
    public async Task A_planted_connector_is_found(string rule)
    {
        var (sample, problem) = Bad[rule];

        var found = await ConnectorConformance.CheckAsync([sample, .. rule is "serves a type of its own" ? [new ConnectorSample(typeof(Sound), "{}")] : (ConnectorSample[])[]]);

        Assert.Contains(found, line => line.StartsWith($"{sample.Connector.Name} {rule}: {problem}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_class_that_is_no_connector_is_named() =>
        Assert.Equal(["ConformanceTests describes itself: class: it has no [Connector]."], await ConnectorConformance.CheckAsync<ConformanceTests>("{}"));

    [Fact]
    public async Task A_waiver_excuses_one_place_and_must_be_needed()
    {
        var sample = new ConnectorSample(typeof(WithoutALabel), "{}");

        Assert.Empty(await ConnectorConformance.CheckAsync(
            [sample], new ConformanceWaiver("com.example:without-a-label:1", "labels every field", "text", "Shown by nobody.")));
        Assert.Equal(
            ["The waiver of com.example:without-a-label:1 from \"labels every field\" at other is not needed."],
            (await ConnectorConformance.CheckAsync(
                [sample],
                new ConformanceWaiver("com.example:without-a-label:1", "labels every field", "text", "Shown by nobody."),
                new ConformanceWaiver("com.example:without-a-label:1", "labels every field", "other", "Nothing."))));
    }
}
