using System.Text.Json;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Tests;

/// <summary>How the REST contracts look in JSON.</summary>
public sealed class ContractTests
{
    [Theory]
    [InlineData("\"2251799813685249\"", 2251799813685249)]
    [InlineData("2251799813685249", 2251799813685249)]
    [InlineData("\"-1\"", -1)]
    public void A_key_is_read_from_a_text_or_a_number(string json, long value)
    {
        var filter = ReadFilter($$"""{"processInstanceKey":{{json}}}""").ProcessInstanceKey!;

        var term = Assert.IsType<FilterTerm<ProcessInstanceKey>.EqualTo>(Assert.Single(filter.Terms));
        Assert.Equal(value, term.Value.Value);
    }

    [Fact]
    public void A_filter_is_written_as_it_was_read()
    {
        const string Json =
            """
            {"startDate":{"$gte":"2026-01-01T00:00:00.000Z","$lt":"2026-02-01T00:00:00.000Z"},"state":{"$in":["ACTIVE","COMPLETED"],"$notIn":["TERMINATED"]},
            "hasIncident":true,"variables":[{"name":"a","value":{"$like":"\u0022b*"}}],"elementId":{"$eq":"x","$neq":"y","$exists":true},
            "processDefinitionVersion":{"$gt":1,"$lte":5},"$or":[{"hasIncident":false}]}
            """;
        var written = JsonSerializer.Serialize(ReadFilter(Json), RestJson.Client.ProcessInstanceFilter);

        Assert.Equal(Json.ReplaceLineEndings(""), written);
    }

    [Fact]
    public void Words_are_read_in_any_case()
    {
        var filter = ReadFilter("""{"state":"aCtIvE"}""").State!;

        var term = Assert.IsType<FilterTerm<ProcessInstanceState>.EqualTo>(Assert.Single(filter.Terms));
        Assert.Equal(ProcessInstanceState.Active, term.Value);
    }

    [Theory]
    [InlineData("""{"state":{"$gt":"ACTIVE"}}""")]
    [InlineData("""{"state":"SLEEPING"}""")]
    [InlineData("""{"state":1}""")]
    [InlineData("""{"processInstanceKey":{"$like":"2*"}}""")]
    [InlineData("""{"processDefinitionVersion":{"$like":"2*"}}""")]
    [InlineData("""{"startDate":"2026-01-01"}""")]
    [InlineData("""{"startDate":{"$exists":"yes"}}""")]
    [InlineData("""{"elementId":null,"elementId":null}""")]
    [InlineData("""{"elementId":{"$eq":null}}""")]
    [InlineData("""{"colour":"blue"}""")]
    public void What_makes_no_sense_is_refused(string json) => Assert.Throws<JsonException>(() => ReadFilter(json));

    [Fact]
    public void Variables_keep_every_digit()
    {
        const string Json = """{"processDefinitionId":"a","variables":{"amount":2.500000000000000000001,"text":"é"}}""";
        var request = JsonSerializer.Deserialize(Json, RestJson.Default.CreateProcessInstanceRequest)!;

        Assert.Equal("""{"amount":2.500000000000000000001,"text":"é"}""", System.Text.Encoding.UTF8.GetString(request.Variables!.Value.Utf8.Span));
    }

    [Fact]
    public void A_client_ignores_what_a_newer_server_says() => Assert.Equal(
        "8.9.0",
        JsonSerializer.Deserialize(
            """{"brokers":[],"clusterSize":1,"partitionsCount":1,"replicationFactor":1,"gatewayVersion":"8.9.0","lastCompletedChangeId":"1","colour":"blue"}""",
            RestJson.Client.TopologyResult)!.GatewayVersion);

    [Theory]
    [InlineData(ClusterError.InvalidArgument, 400, "INVALID_ARGUMENT")]
    [InlineData(ClusterError.NotFound, 404, "NOT_FOUND")]
    [InlineData(ClusterError.AlreadyExists, 409, "ALREADY_EXISTS")]
    [InlineData(ClusterError.InvalidState, 409, "INVALID_STATE")]
    [InlineData(ClusterError.ResourceExhausted, 503, "RESOURCE_EXHAUSTED")]
    [InlineData(ClusterError.Unavailable, 503, "UNAVAILABLE")]
    [InlineData(ClusterError.DeadlineExceeded, 504, "DEADLINE_EXCEEDED")]
    [InlineData(ClusterError.Internal, 500, "INTERNAL")]
    public void A_refusal_survives_the_way_through_http(ClusterError error, int status, string title)
    {
        Assert.Equal((status, title), (Refusals.Status(error), Refusals.Title(error)));
        Assert.Equal(error, Refusals.Error(status, title));
    }

    private static ProcessInstanceFilter ReadFilter(string json) => JsonSerializer.Deserialize(json, RestJson.Default.ProcessInstanceFilter)!;
}
