using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>What a newcomer does first, as the README says it.</summary>
public sealed partial class ExamplesTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_of_the_readme_starts_an_order_that_runs_to_its_end()
    {
        var command = Command().Match(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "README.md"), Cancellation));
        Assert.True(command.Success, "The README holds no curl command to paste.");

        var key = await PostAsync(command.Groups["path"].Value, command.Groups["body"].Value);
        await shared.WaitForStateAsync(key, ProcessInstanceState.Completed, Cancellation);

        Assert.Equal("8.4", (await shared.ReadVariablesAsync(key, Cancellation))["total"]);
        Assert.Equal(
            ["order_received", "ask_stock", "in_stock", "work_out_total", "order_accepted"],
            await ReadPathAsync(key));
    }

    [Fact]
    public async Task The_server_prints_the_same_command()
    {
        var readme = Command().Match(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "README.md"), Cancellation));
        var printed = await Eventually.GetAsync(
            () => Task.FromResult(Command().Match(shared.Server.Program.Output)), match => match.Success, Cancellation);

        Assert.Equal(readme.Groups["path"].Value, printed.Groups["path"].Value);
        Assert.Equal(readme.Groups["body"].Value, printed.Groups["body"].Value);
    }

    [Fact]
    public async Task An_item_out_of_stock_takes_the_other_way()
    {
        var key = await PostAsync("/inbound/order", """{"orderId":"A-2","item":"truffle","quantity":1}""");
        await shared.WaitForStateAsync(key, ProcessInstanceState.Completed, Cancellation);

        Assert.Equal(["order_received", "ask_stock", "in_stock", "order_declined"], await ReadPathAsync(key));
    }

    [Fact]
    public async Task An_unknown_item_is_an_error_that_the_model_catches()
    {
        var key = await PostAsync("/inbound/order", """{"orderId":"A-3","item":"unicorn","quantity":1}""");
        await shared.WaitForStateAsync(key, ProcessInstanceState.Completed, Cancellation);

        Assert.Equal(["order_received", "ask_stock", "item_unknown", "order_not_understood"], await ReadPathAsync(key));
    }

    [Fact]
    public async Task A_broken_item_becomes_an_incident_that_says_what_happened()
    {
        var key = await PostAsync("/inbound/order", """{"orderId":"A-4","item":"broken","quantity":1}""");
        var incident = await shared.WaitForIncidentAsync(key, Cancellation);

        Assert.Equal(IncidentErrorType.JobNoRetries, incident.ErrorType);
        Assert.Equal("ask_stock", incident.ElementId);
        Assert.Contains("The shelf of this item is broken", incident.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_webhook_reaches_the_payment_that_waits_for_it()
    {
        var order = $"P-{Guid.NewGuid():N}";
        var key = await PostAsync("/inbound/payment", $$"""{"orderId":"{{order}}","amount":25}""");
        var waiting = await Eventually.GetAsync(() => ReadPathAsync(key), path => path.Contains("payment_received"), Cancellation);
        Assert.DoesNotContain("order_paid", waiting);

        using var content = new StringContent($$"""{"orderId":"{{order}}","amount":25}""", Encoding.UTF8, "application/json");
        using var response = await shared.Http.PostAsync("/inbound/payment-received", content, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await shared.WaitForStateAsync(key, ProcessInstanceState.Completed, Cancellation);
        var path = await ReadPathAsync(key);
        Assert.Contains("order_paid", path);
        Assert.DoesNotContain("payment_missing", path);
        Assert.Equal("25", (await shared.ReadVariablesAsync(key, Cancellation))["paid"]);
    }

    [Fact]
    public async Task A_second_webhook_may_come_first()
    {
        var order = $"P-{Guid.NewGuid():N}";
        using var content = new StringContent($$"""{"orderId":"{{order}}","amount":30}""", Encoding.UTF8, "application/json");
        using var early = await shared.Http.PostAsync("/inbound/payment-received", content, Cancellation);
        Assert.Equal(HttpStatusCode.OK, early.StatusCode);

        var key = await PostAsync("/inbound/payment", $$"""{"orderId":"{{order}}","amount":30}""");

        await shared.WaitForStateAsync(key, ProcessInstanceState.Completed, Cancellation);
    }

    [Theory]
    [InlineData("""{"country": "DE", "weight": 3}""", "5.3")]
    [InlineData("""{"country": "FR", "weight": 3}""", "13.5")]
    [InlineData("""{"country": "DE"}""", "null")]
    public async Task A_decision_table_works_out_the_price_of_shipping(string variables, string price)
    {
        var created = await shared.Cluster.CreateInstanceAsync(
            new() { ProcessDefinitionId = "shipping", Variables = new JsonObjectText(Encoding.UTF8.GetBytes(variables)) }, Cancellation);

        await shared.WaitForStateAsync(created.ProcessInstanceKey, ProcessInstanceState.Completed, Cancellation);
        Assert.Equal(price, (await shared.ReadVariablesAsync(created.ProcessInstanceKey, Cancellation))["price"]);
    }

    private async Task<ProcessInstanceKey> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await shared.Http.PostAsync(path, content, Cancellation);
        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode is HttpStatusCode.OK, answer);
        return new ProcessInstanceKey(JsonElement.Parse(answer).GetProperty("processInstanceKey").GetInt64());
    }

    private async Task<string[]> ReadPathAsync(ProcessInstanceKey key)
    {
        var query = new SearchQuery<ElementInstanceFilter>
        {
            Filter = new ElementInstanceFilter { ProcessInstanceKey = key },
            Sort = [new SearchSort { Field = "elementInstanceKey" }],
        };
        var found = await shared.Cluster.SearchAsync(query, Cancellation);
        return [.. found.Items.Where(element => element.Type is not ElementInstanceType.Process).Select(element => element.ElementId)];
    }

    [GeneratedRegex(@"curl -X POST http://[^/\s]+(?<path>/\S+) -H '[^']+' -d '(?<body>[^']+)'")]
    private static partial Regex Command();
}
