using Fairlead.Connectors.Http;

namespace Fairlead.Testing.Tests;

public sealed class ConnectorCaseTests
{
    private const string Recorded = """
        {
          "connector": "io.camunda:http-json:1",
          "startTime": "2026-03-01T09:00:00Z",
          "inputs": {
            "method": "POST", "url": "https://api.example.com/orders?key={{secrets.KEY}}",
            "authentication": {"type": "basic", "username": "ada", "password": "{{secrets.PASSWORD}}"},
            "body": {"item": "coffee", "quantity": 2}
          },
          "headers": {"resultExpression": "={order: response.body.id, at: string(now())}"},
          "exchanges": [
            {
              "request": "POST https://api.example.com/orders?key={{secrets.KEY}}",
              "requestHeaders": {
                "Authorization": "Basic YWRhO{{secrets.PASSWORD}}==",
                "Idempotency-Key": "f00d-2251799813685251",
                "Content-Type": "application/json"
              },
              "requestBody": {"text": "{\"quantity\": 2, \"item\": \"coffee\"}"},
              "status": 201,
              "answerHeaders": {"Content-Type": "application/json", "Date": "Sun, 01 Mar 2026 09:00:00 GMT"},
              "answerBody": {"text": "{\"id\": 7}"}
            }
          ],
          "result": {"order": 7, "at": "2026-03-01T09:00:00Z"}
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recorded_call_is_made_again_without_the_other_side()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "order.case.json");
        await File.WriteAllTextAsync(file, Recorded, Cancellation);

        var run = await ConnectorCase.Load(file).ReplayAsync<RestConnector>(Cancellation);

        Assert.Equal(7, run.Variables.GetProperty("order").GetInt32());
    }

    [Fact]
    public async Task What_was_hidden_without_a_name_may_be_anything() => Assert.True((await ConnectorCase
        .Parse(Recorded.Replace("Basic YWRhO{{secrets.PASSWORD}}==", "***", StringComparison.Ordinal))
        .ReplayAsync<RestConnector>(Cancellation)).Succeeded);

    [Theory]
    [InlineData("\"quantity\": 2}\n", "\"quantity\": 3}\n", "the body was")]
    [InlineData("{\"type\": \"basic\"", "{\"type\": \"noAuth\"", "the header Authorization was \"Basic YWRhO{{secrets.PASSWORD}}==\", and now is \"\".")]
    [InlineData("{\"order\": 7", "{\"order\": 8", "The result was {\"order\": 8")]
    [InlineData("\"status\": 201", "\"status\": 500", "It succeeded, and now fails")]
    [InlineData("\"Content-Type\": \"application/json\"\n", "\"Content-Type\": \"text/plain\"\n", "the header Content-Type was \"text/plain\", and now is \"application/json\".")]
    [InlineData("\"result\": {\"order\": 7, \"at\": \"2026-03-01T09:00:00Z\"}", "\"errorCode\": \"404\"", "It failed with 404, and now succeeds.")]
    [InlineData("\"method\": \"POST\"", "\"method\": \"PUT\"", "The script has no answer for PUT https://api.example.com/orders")]
    [InlineData("\"request\": \"POST https://", "\"request\": \"PUBLISH ", "Only HTTP can be replayed")]
    [InlineData("\"connector\"", "\"connecter\"", "This is no case of a connector")]
    public async Task Whatever_is_not_as_it_was_is_said(string part, string instead, string expected)
    {
        Assert.Contains(part, Recorded, StringComparison.Ordinal);

        var failed = await Assert.ThrowsAsync<TestFailedException>(async () =>
            await ConnectorCase.Parse(Recorded.Replace(part, instead, StringComparison.Ordinal)).ReplayAsync<RestConnector>(Cancellation));

        Assert.Contains(expected, failed.Message, StringComparison.Ordinal);
    }
}
