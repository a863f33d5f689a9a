using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Templates;
using Fairlead.Server.Starting;
using Fairlead.Testing.Http;
using Fairlead.Testing.Processes;

namespace Fairlead.Templates.Tests;

/// <summary>
/// What the modeler makes of every form is deployed and run: calls reach their connector with inputs that it takes, and events reach their
/// instances. Where there is no other side, the call ends in an incident that is not about its inputs.
/// </summary>
public sealed class RunTests(AppliedTemplates applied)
{
    /// <summary>Of what a task gave that its connector cannot work with, whatever the other side is.</summary>
    private const string WrongInput = "constraints violated";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Shipping.Templates.Select(template => template.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_filled_in_form_runs(string name)
    {
        var problems = new List<string>();
        var completed = 0;
        var all = await applied.OfAsync(name);
        foreach (var filled in all)
        {
            await using var test = new ProcessHarness(Shipped.Connectors);
            test.Http.Answer("*", _ => HttpReply.Json(200, """{"item": "coffee", "data": {}, "ok": true, "access_token": "t"}"""));
            await test.DeployAsync(filled.Applied.Xml, Cancellation);
            var source = filled.Variant.Source;
            var problem = source.Form.Kind is ConnectorKind.Outbound
                ? await CallAsync(test)
                : await ReceiveAsync(test, source, isPlain: filled == all[0]);
            if (problem is not null)
                problems.Add($"{filled.Variant.Name}: {problem}");
            completed += test.Instances.Count(instance => instance.IsCompleted);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {all.Count} forms, {completed} instances completed.");
        if (problems.Count > 0)
            Assert.Fail(string.Join("\n", problems));
    }

    /// <summary>The form of a message start event also fits an event sub-process, where events are for an instance.</summary>
    [Fact]
    public async Task A_message_start_event_works_in_an_event_sub_process()
    {
        var source = Shipping.Templates.Single(template => template.Name == "webhook/message-start");
        var variant = TemplateVariant.Of(source).Single(variant => variant.Name.EndsWith("correlationRequired = \"required\"", StringComparison.Ordinal)
            || variant.Name.EndsWith("correlationRequired = required", StringComparison.Ordinal));
        var result = Assert.Single(await Modeler.ApplyAsync([variant.Case with { Diagram = BlankDiagram.EventSubProcess }], Cancellation));
        Assert.Empty(result.Refused.Concat(result.Problems));
        await using var test = new ProcessHarness(Shipped.Connectors);
        await test.DeployAsync(result.Xml, Cancellation);
        var waiting = await test.StartAsync(BlankDiagram.Process, """{"orderId": "K"}""", Cancellation);

        Assert.Equal(200, (await test.SendWebhookAsync("POST", "orders", "{}", cancellation: Cancellation)).Status);

        waiting.ExpectCompleted().ExpectPassed("done");
    }

    private static async Task<string?> CallAsync(ProcessHarness test)
    {
        var instance = await test.StartAsync(BlankDiagram.Process, """{"orderId": "K"}""", Cancellation);
        await test.AdvanceAsync(TimeSpan.FromMinutes(10), Cancellation);
        if (instance.IsCompleted)
            return null;
        return instance.Incidents is [var incident] && !incident.Message.Contains(WrongInput, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"it neither completed nor failed at the other side: {instance}";
    }

    /// <param name="isPlain">Nothing was chosen: everybody may send.</param>
    private static async Task<string?> ReceiveAsync(ProcessHarness test, ShippedTemplate source, bool isPlain)
    {
        if (source.Place is not (ConnectorPlaces.StartEvent or ConnectorPlaces.MessageStartEvent))
            await test.StartAsync(BlankDiagram.Process, """{"orderId": "K"}""", Cancellation);
        // Which folders have databases in files is a matter of the installation; this one has none.
        if (test.InboundProblems.FirstOrDefault(problem => !problem.Contains("SQLITE_PATH_DENIED", StringComparison.Ordinal)) is { } problem)
            return problem;

        if (source.Form.Kind is ConnectorKind.Webhook)
        {
            var reply = await test.SendWebhookAsync("POST", "orders", "{}", cancellation: Cancellation);
            if (reply.Status is 404 or >= 500)
                return $"it answers {reply.Status}.";
        }
        else
        {
            await test.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        }

        return isPlain && source.Form.Slug is "webhook" && !test.Instances.Any(instance => instance.IsCompleted)
            ? "no instance has completed."
            : null;
    }
}
