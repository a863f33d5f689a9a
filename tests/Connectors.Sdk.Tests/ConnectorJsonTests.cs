using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Tests;

namespace Fairlead.Connectors.Sdk.Tests;

public class ConnectorJsonTests
{
    [Theory]
    [InlineData("""{"name":"a","colour":"DARK_RED"}""")]
    [InlineData("""{"NAME":"a","Colour":"dark_red"}""")]
    [InlineData("""{"name":["a"],"colour":["dark_red"]}""")]
    public void Names_enumerations_and_lists_of_one_are_read_generously(string json)
    {
        var order = Bind(json);

        Assert.Equal("a", order.Name);
        Assert.Equal(Colour.DarkRed, order.Colour);
    }

    [Fact]
    public void Templates_store_numbers_and_booleans_as_text()
    {
        var order = Bind("""{"name":"a","count":"7","price":"1.50","urgent":"True","optional":"8"}""");

        Assert.Equal((7, 1.50m, true, 8), (order.Count, order.Price, order.Urgent, order.Optional));
    }

    [Fact]
    public void Numbers_and_booleans_become_text_as_they_are_written()
    {
        Assert.Equal("1.50", Bind("""{"name":1.50}""").Name);
        Assert.Equal("true", Bind("""{"name":true}""").Name);
        Assert.Equal("12", Bind("""{"name":"a","token":12}""").Token.Reveal());
    }

    [Theory]
    [InlineData("20.0", 20)]
    [InlineData("2e1", 20)]
    public void A_FEEL_number_without_a_fraction_is_a_whole_number(string number, int expected) =>
        Assert.Equal(expected, Bind($$"""{"name":"a","count":{{number}}}""").Count);

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public void Null_and_blank_leave_the_default(string value)
    {
        var order = Bind($$"""{"name":"a","count":{{value}},"colour":{{value}},"pause":{{value}},"optional":{{value}}}""");

        Assert.Equal((3, Colour.Blue, TimeSpan.FromSeconds(5), null), (order.Count, order.Colour, order.Pause, order.Optional));
    }

    [Theory]
    [InlineData("""{"w":1.50}""", 1.5)]
    [InlineData("""" "{\"w\": 1.50}" """", 1.5)]
    public void A_map_may_be_JSON_in_a_text(string value, double expected) =>
        Assert.Equal(expected, Bind($$"""{"name":"a","weights":{{value}}}""").Weights!["w"]);

    [Theory]
    [InlineData("null")]
    [InlineData("\" \"")]
    public void A_blank_map_is_none(string value) => Assert.Null(Bind($$"""{"name":"a","weights":{{value}}}""").Weights);

    [Theory]
    [InlineData("[1]")]
    [InlineData("{w:1}")]
    [InlineData("{\"w\":1} 2")]
    public void Other_text_is_no_map(string text)
    {
        var failure = Assert.Throws<ConnectorInputException>(() => Bind($$"""{"name":"a","weights":{{JsonSerializer.Serialize(text)}}}"""));

        Assert.Contains("weights: expected an object, but received text that does not fit.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blank_text_stays_text() => Assert.Equal("", Bind("""{"name":"a","note":""}""").Note);

    [Fact]
    public void One_value_is_taken_as_a_list()
    {
        Assert.Equal(["x"], Bind("""{"name":"a","tags":"x"}""").Tags);
        Assert.Equal("t", Assert.Single(Bind("""{"name":"a","lines":{"title":"t"}}""").Lines).Title);
    }

    [Theory]
    [InlineData("PT1M30S", 90)]
    [InlineData("P1DT1S", 86_401)]
    public void Durations_are_ISO_8601(string text, int seconds)
    {
        var order = Bind($$"""{"name":"a","pause":"{{text}}"}""");

        Assert.Equal(TimeSpan.FromSeconds(seconds), order.Pause);
        Assert.Contains($"\"{text}\"", JsonSerializer.Serialize(order, ConnectorJson.Options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"card","number":"4711"}""")]
    [InlineData("""{"number":"4711","type":"card"}""")]
    [InlineData("""{"number":"4711","Type":"CARD"}""")]
    public void The_discriminator_may_stand_anywhere(string payment) =>
        Assert.Equal(new Payment.Card("4711"), Bind($$"""{"name":"a","payment":{{payment}}}""").Payment);

    [Fact]
    public void Unknown_properties_are_ignored() =>
        Assert.Equal("a", Bind("""{"name":"a","nobody":{"asked":[1,2]}}""").Name);

    [Fact]
    public void Untyped_values_keep_every_digit() =>
        Assert.Equal(
            """{"n":1.000000000000000000001}""",
            Bind("""{"name":"a","anything":{"n":1.000000000000000000001}}""").Anything?.GetRawText());

    [Fact]
    public void Every_problem_is_listed_with_its_path_and_without_values()
    {
        var problem = Assert.Throws<ConnectorInputException>(() => Bind(
            """
            {
              "count": "S3CRET", "colour": "S3CRET", "pause": "P1M", "price": {"S3CRET": 1}, "urgent": "S3CRET", "tags": ["a", {"x": "S3CRET"}],
              "lines": [{"title": "t"}, {"title": []}, {}], "payment": {"type": "S3CRET"}, "weights": {"w": "S3CRET"},
              "optional": 99999999999
            }
            """));

        Assert.DoesNotContain("S3CRET", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(("INVALID_INPUT", RetryAdvice.Never), (problem.Code, problem.Retry));
        Snapshot.Match(problem.Message);
    }

    [Fact]
    public void A_discriminator_is_asked_for_by_name()
    {
        var problem = Assert.Throws<ConnectorInputException>(() => Bind("""{"name":"a","payment":{"number":"1"}}"""));

        Assert.EndsWith("- payment.type: expected one of cash, card, but it is missing.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_are_checked_in_depth_and_all_listed()
    {
        var problem = Assert.Throws<ConnectorInputException>(() => Bind(
            """{"name":" ","count":1000,"lines":[{"title":"ok"},{"title":"far too long"}]}"""));

        Snapshot.Match(problem.Message);
    }

    [Fact]
    public void Rules_that_look_at_the_whole_object_are_checked_too()
    {
        static string Problem(string json) =>
            Assert.Throws<ConnectorInputException>(() => ConnectorJson.Bind<Range>(Encoding.UTF8.GetBytes(json))).Message;

        Assert.EndsWith("- to: It lies before from.", Problem("""{"from":5,"to":3}"""), StringComparison.Ordinal);
        Assert.EndsWith("- even: 3 is odd.", Problem("""{"from":1,"to":3,"even":3}"""), StringComparison.Ordinal);
        Assert.Equal(3, ConnectorJson.Bind<Range>("""{"from":1,"to":3,"even":2}"""u8.ToArray()).To);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":")]
    [InlineData("S3CRET")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Text_that_is_no_object_is_refused_without_quoting_it(string json)
    {
        var problem = Assert.Throws<ConnectorInputException>(() => Bind(json));

        Assert.StartsWith("Found constraints violated while validating input:\n- input: expected ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_has_a_limit()
    {
        var deep = $$"""{"name":"a","anything":{{new string('[', 500)}}{{new string(']', 500)}}}""";

        Assert.Throws<ConnectorInputException>(() => Bind(deep));
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        var order = Bind("""{"name":"a","token":"S3CRET"}""");

        Assert.Equal("S3CRET", order.Token.Reveal());
        Assert.DoesNotContain("S3CRET", $"{order}", StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", JsonSerializer.Serialize(order, ConnectorJson.Options), StringComparison.Ordinal);
    }

    private static Order Bind(string json) => ConnectorJson.Bind<Order>(Encoding.UTF8.GetBytes(json));

    private sealed record Order
    {
        [Required]
        public required string Name { get; init; }
        [Range(0, 100)]
        public int Count { get; init; } = 3;
        public decimal Price { get; init; }
        public bool Urgent { get; init; }
        public int? Optional { get; init; }
        public string? Note { get; init; }
        public Colour Colour { get; init; } = Colour.Blue;
        public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);
        public Secret Token { get; init; }
        public IReadOnlyList<string> Tags { get; init; } = [];
        public IReadOnlyList<Line> Lines { get; init; } = [];
        public IReadOnlyDictionary<string, double>? Weights { get; init; }
        public Payment Payment { get; init; } = new Payment.Cash();
        public JsonElement? Anything { get; init; }
    }

    private sealed record Line
    {
        [StringLength(5)]
        public required string Title { get; init; }
    }

    private enum Colour
    {
        Blue,
        [JsonStringEnumMemberName("DARK_RED")]
        DarkRed,
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Cash), "cash")]
    [JsonDerivedType(typeof(Card), "card")]
    private abstract record Payment
    {
        private Payment() { }

        public sealed record Cash : Payment;
        public sealed record Card(string Number) : Payment;
    }

    private sealed record Range : IValidatableObject
    {
        public int From { get; init; }

        public int To { get; init; }

        [CustomValidation(typeof(ConnectorJsonTests), nameof(CheckEven))]
        public int Even { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            From > To ? [new ValidationResult("It lies before from.", [nameof(To)])] : [];
    }

    public static ValidationResult? CheckEven(int number, ValidationContext context) =>
        int.IsEvenInteger(number) ? ValidationResult.Success : new ValidationResult($"{number} is odd.", [context.MemberName!]);
}
