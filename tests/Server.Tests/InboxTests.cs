using System.Globalization;
using System.Net;
using System.Security;
using System.Text;
using System.Text.Json;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using static System.FormattableString;

namespace Fairlead.Server.Tests;

/// <summary>What arrived is not dropped: it is applied, or kept until somebody decides.</summary>
public sealed class InboxTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_matches_nothing_is_kept_mended_and_driven_once()
    {
        await DeployAsync(shared.Cluster, "mend", ("activationCondition", "=request.body.kind = \"order\""), Id);
        var (first, again) = (await SendAsync("mend", """{"id":"m1","kind":"oder"}"""), await SendAsync("mend", """{"id":"m1","kind":"oder"}"""));
        Assert.True(first.Key is not null, first.ToString());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, first.Key), (first.Status, again.Key));
        var key = first.Key!.Value;

        var preview = await shared.Cluster.Inbox.DriveAsync(key, new InboxDriveRequest { Preview = true }, Cancellation);
        Assert.Equal((InboxDriveOutcome.Failed, "INBOUND_NOT_MATCHED"), (preview.Outcome, preview.Code));
        var mended = Payload("""{"id":"m1","kind":"order"}""");
        var would = await shared.Cluster.Inbox.DriveAsync(key, new InboxDriveRequest { Preview = true, Payload = mended }, Cancellation);
        Assert.Equal((InboxDriveOutcome.Applied, InboundAction.CreateInstance, 1), (would.Outcome, would.Effect!.Action, would.Effect.ProcessDefinitionVersion));
        Assert.Equal("""{"n":"m1"}""", Text(would.Effect.Variables));
        Assert.Empty(await StartedAsync(shared.Cluster, "mend"));

        var driven = await shared.Cluster.Inbox.DriveAsync(key, new InboxDriveRequest { Payload = mended }, Cancellation);
        Assert.Equal(InboxDriveOutcome.Applied, driven.Outcome);
        var gone = await Assert.ThrowsAsync<ClusterException>(
            () => shared.Cluster.Inbox.DriveAsync(key, new InboxDriveRequest(), Cancellation));
        Assert.Equal(ClusterError.NotFound, gone.Error);
        var late = await SendAsync("mend", """{"id":"m1","kind":"order"}""");
        Assert.Equal((HttpStatusCode.OK, driven.ProcessInstanceKey!.Value.Value.ToString(CultureInfo.InvariantCulture)), (late.Status, late.Body));
        Assert.Equal(["m1"], await StartedAsync(shared.Cluster, "mend"));
    }

    [Fact]
    public async Task What_a_sender_repeats_after_the_model_was_mended_ends_the_entry()
    {
        await DeployAsync(shared.Cluster, "later", ("activationCondition", "=false"), Id);
        var kept = await SendAsync("later", """{"id":"l1"}""");
        await DeployAsync(shared.Cluster, "later", Id);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("later", """{"id":"l1"}""")).Status);

        await Assert.ThrowsAsync<ClusterException>(
            () => shared.Cluster.Inbox.DriveAsync(kept.Key!.Value, new InboxDriveRequest(), Cancellation));
        Assert.Equal(["l1"], await StartedAsync(shared.Cluster, "later"));
    }

    [Fact]
    public async Task Many_are_previewed_and_driven_in_their_order_page_by_page()
    {
        await DeployAsync(shared.Cluster, "bulk", ("activationCondition", "=false"), Id);
        for (var n = 1; n <= 7; n++)
            await SendAsync("bulk", Invariant($$"""{"id":"{{n}}"}"""));
        // What does not fit the new version either stays, with its new reason.
        await DeployAsync(shared.Cluster, "bulk", ("activationCondition", "=assert(request.body.id, request.body.id != \"4\")  != null"), Id);

        var request = new InboxDrivesRequest { ProcessDefinitionId = "bulk", Limit = 5, Preview = true };
        var preview = await shared.Cluster.Inbox.DriveAsync(request, Cancellation);
        Assert.Equal(["1", "2", "3", "", "5"], preview.Items.Select(Number));
        Assert.Equal(2, preview.Items[0].Effect!.ProcessDefinitionVersion);
        Assert.Equal(("INBOUND_EXPRESSION_FAILED", InboxDriveOutcome.Failed), (preview.Items[3].Code, preview.Items[3].Outcome));
        var rest = await shared.Cluster.Inbox.DriveAsync(request with { After = preview.Next }, Cancellation);
        Assert.Equal(["6", "7"], rest.Items.Select(Number));
        Assert.Null(rest.Next);
        Assert.Empty(await StartedAsync(shared.Cluster, "bulk"));

        var driven = await shared.Cluster.Inbox.DriveAsync(request with { Limit = null, Preview = null }, Cancellation);
        Assert.Equal(6, driven.Items.Count(item => item.Outcome is InboxDriveOutcome.Applied));
        Assert.Equal(["1", "2", "3", "5", "6", "7"], await StartedAsync(shared.Cluster, "bulk"));
        var left = await shared.Cluster.Inbox.DriveAsync(request, Cancellation);
        Assert.Equal(preview.Items[3].InboxKey, Assert.Single(left.Items).InboxKey);
    }

    [Fact]
    public async Task Every_kind_of_duplicate_gets_the_first_answer()
    {
        await DeployAsync(shared.Cluster, "start_twice", Id);
        await DeployAsync(shared.Cluster, "never", ("activationCondition", "=false"), Id);
        await InboxDiagrams.DeployAsync(shared.Cluster, "catch_twice", InboxDiagrams.Catch("catch_twice", isSynchronous: false), Cancellation);
        await InboxDiagrams.DeployAsync(shared.Cluster, "sync_twice", InboxDiagrams.Catch("sync_twice", isSynchronous: true), Cancellation);
        var waiting = await shared.Cluster.CreateInstanceAsync(
            new CreateProcessInstanceRequest { ProcessDefinitionId = "sync_twice", Variables = new("""{"orderId":"1"}"""u8.ToArray()) }, Cancellation);

        foreach (var (path, status) in new[] { ("start_twice", 200), ("never", 422), ("catch_twice", 200), ("sync_twice", 200) })
        {
            var first = await SendAsync(path, """{"id":"1"}""");
            var second = await SendAsync(path, """{"id":"1"}""");
            Assert.Equal((status, first.Status, first.Body, first.Key), ((int)first.Status, second.Status, second.Body, second.Key));
        }

        Assert.Equal(["1"], await StartedAsync(shared.Cluster, "start_twice"));
        Assert.Equal(ProcessInstanceState.Completed, (await shared.Cluster.GetInstanceAsync(waiting.ProcessInstanceKey, Cancellation)).State);
    }

    [Fact]
    public async Task A_repeated_synchronous_start_gets_the_variables_of_the_first_answer()
    {
        await DeployAsync(
            shared.Cluster, "sync_start", Id, ("synchronousResponse", "true"),
            ("inbound.responseExpression", "={body: {key: correlation.processInstanceKey, n: correlation.variables.n}}"));

        var (first, again) = (await SendAsync("sync_start", """{"id":"1"}"""), await SendAsync("sync_start", """{"id":"1"}"""));

        Assert.Contains("\"n\":\"1\"", first.Body, StringComparison.Ordinal);
        Assert.Equal(first, again);
        Assert.Equal(["1"], await StartedAsync(shared.Cluster, "sync_start"));
    }

    [Fact]
    public async Task Nobody_waits_for_an_answer_that_is_wanted_at_once_so_the_sender_keeps_its_event()
    {
        await InboxDiagrams.DeployAsync(shared.Cluster, "nobody", InboxDiagrams.Catch("nobody", isSynchronous: true), Cancellation);

        var answer = await SendAsync("nobody", """{"id":"1"}""");

        Assert.Equal((HttpStatusCode.NotFound, null), (answer.Status, answer.Key));
        var kept = await shared.Cluster.Inbox.DriveAsync(new InboxDrivesRequest { ProcessDefinitionId = "nobody", Preview = true }, Cancellation);
        Assert.Empty(kept.Items);
    }

    [Fact]
    public async Task What_lets_somebody_in_is_not_kept()
    {
        const string Signature = "sha256=5d41402abc4b2a76b9719d911017c592";
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Secrets:Values:RULE", "s3cr3t-rule-word");
        await DeployAsync(server.Cluster, "hidden", ("activationCondition", "=request.body.rule = \"{{secrets.RULE}}!\""), Id);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inbound/hidden?access_token=t0ken-value&from=shop")
        {
            Content = new StringContent("""{"id":"1","rule":"s3cr3t-rule-word","apiKey":"a business field"}""", Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in new[] { ("Authorization", "Bearer b3arer-value"), ("Cookie", "session=c00kie-value"), ("X-Api-Key", "k3y-value"), ("X-Hub-Signature-256", Signature) })
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await server.Http.SendAsync(request, Cancellation);
        var key = response.Headers.GetValues("Fairlead-Inbox-Key").Single();

        var plan = await server.Http.PostAsync("/fairlead/v1/inbox/plan", Json($$"""{"inboxKey":"{{key}}"}"""), Cancellation);
        var text = await plan.Content.ReadAsStringAsync(Cancellation);
        var traced = JsonElement.Parse(text).GetProperty("items")[0].GetProperty("steps")[0];
        Assert.Equal("request.body.rule = \"{{secrets.RULE}}!\"", traced.GetProperty("expression").GetString());
        Assert.Equal("false", traced.GetProperty("value").GetString());
        var all = text + string.Concat(Directory.EnumerateFiles(folder.Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("lock" or "LOCK")).Select(ReadShared));
        foreach (var secret in new[] { "b3arer-value", "c00kie-value", "k3y-value", Signature, "t0ken-value", "s3cr3t-rule-word" })
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        Assert.Contains("a business field", all, StringComparison.Ordinal);
    }

    private static (string, string) Id { get; } = ("messageIdExpression", "=request.body.id");

    private static string Number(InboxDriveItem item) =>
        item.Effect is { } effect ? JsonElement.Parse(effect.Variables.Utf8.Span).GetProperty("n").GetString()! : "";

    private static string Text(JsonObjectText json) => Encoding.UTF8.GetString(json.Utf8.Span);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static JsonObjectText Payload(string body) =>
        new(Encoding.UTF8.GetBytes($$$"""{"request":{"body":{{{body}}},"headers":{},"params":{}},"connectorData":{},"documents":[]}"""));

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private Task<Sent> SendAsync(string path, string body) => Sent.OfAsync(shared.Http, path, body, Cancellation);

    /// <summary>A process that a webhook at a path of the same name starts.</summary>
    private static Task DeployAsync(ClusterClient cluster, string processId, params (string Name, string Value)[] properties) =>
        InboxDiagrams.DeployAsync(cluster, processId, InboxDiagrams.Start(processId, properties), Cancellation);

    private static Task<IReadOnlyList<string>> StartedAsync(ClusterClient cluster, string processId) =>
        InboxDiagrams.StartedAsync(cluster, processId, Cancellation);
}

/// <summary>What a sender was told.</summary>
/// <param name="Key">Where its event is kept; null when it is not.</param>
internal sealed record Sent(HttpStatusCode Status, string Body, InboxKey? Key)
{
    public static async Task<Sent> OfAsync(HttpClient http, string path, string body, CancellationToken cancellation)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync($"/inbound/{path}", content, cancellation);
        return new Sent(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellation),
            response.Headers.TryGetValues("Fairlead-Inbox-Key", out var keys)
                ? new InboxKey(long.Parse(keys.Single(), CultureInfo.InvariantCulture))
                : null);
    }
}

/// <summary>Processes with a webhook each, and what it started.</summary>
internal static class InboxDiagrams
{
    public static string Start(string processId, params (string Name, string Value)[] properties) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start">
              <bpmn:extensionElements>{Properties(processId, [("resultExpression", "={n: request.body.id}"), .. properties])}</bpmn:extensionElements>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="start" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);

    /// <summary>Returns when the webhook at the path of the same name is the one of this version.</summary>
    public static async Task DeployAsync(ClusterClient cluster, string processId, string diagram, CancellationToken cancellation)
    {
        await cluster.DeployAsync([($"{processId}.bpmn", Encoding.UTF8.GetBytes(diagram))], cancellation);
        var plan = await cluster.Inbox.PlanAsync(
            new InboundPlanRequest { Request = new PlannedInboundRequest { Path = $"/inbound/{processId}" } }, cancellation);
        Assert.Null(Assert.Single(plan.Items).Down);
    }

    public static string Catch(string processId, bool isSynchronous) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_catch" sourceRef="start" targetRef="catch" />
            <bpmn:intermediateCatchEvent id="catch">
              <bpmn:extensionElements>{Properties(processId, [
                  ("correlationKeyExpression", "=request.body.id"),
                  ("messageIdExpression", "=request.body.id"),
                  ("synchronousResponse", isSynchronous ? "true" : "false")])}</bpmn:extensionElements>
              <bpmn:messageEventDefinition id="definition" messageRef="message" />
            </bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="catch" targetRef="end" />
            <bpmn:endEvent id="end" />
        """,
        $"""
          <bpmn:message id="message" name="{processId}">
            <bpmn:extensionElements><zeebe:subscription correlationKey="=orderId" /></bpmn:extensionElements>
          </bpmn:message>
        """);

    /// <summary>The variable <c>n</c> of each instance, in the order in which they were started.</summary>
    public static async Task<IReadOnlyList<string>> StartedAsync(ClusterClient cluster, string processId, CancellationToken cancellation)
    {
        var found = new List<string>();
        SearchResult<VariableItem> page;
        var query = new SearchQuery<VariableFilter>
        {
            Filter = new VariableFilter { Name = "n" },
            Sort = [new SearchSort { Field = "variableKey", Order = SortOrder.Asc }],
            Page = new SearchPage { Limit = 1_000 },
        };
        var instances = await cluster.SearchAsync(
            new SearchQuery<ProcessInstanceFilter>
            {
                Filter = new ProcessInstanceFilter { ProcessDefinitionId = processId },
                Page = new SearchPage { Limit = 1_000 },
            },
            cancellation);
        var keys = instances.Items.Select(instance => instance.ProcessInstanceKey).ToHashSet();
        do
        {
            page = await cluster.SearchAsync(query, cancellation);
            found.AddRange(page.Items
                .Where(variable => keys.Contains(variable.ProcessInstanceKey))
                .OrderBy(variable => variable.ProcessInstanceKey.Value)
                .Select(variable => variable.Value.Trim('"')));
            query = query with { Page = new SearchPage { Limit = 1_000, After = page.Page.EndCursor } };
        }
        while (page.Items.Count is 1_000);

        Assert.Equal(keys.Count, found.Count);
        return found;
    }

    private static string Properties(string path, (string Name, string Value)[] properties)
    {
        (string Name, string Value)[] all =
        [
            ("inbound.type", "io.camunda:webhook:1"),
            ("inbound.method", "post"),
            ("inbound.context", path),
            ("inbound.auth.type", "NONE"),
            ("inbound.responseExpression", "={body: if correlation.processInstanceKey != null then correlation.processInstanceKey else correlation.messageKey}"),
            .. properties,
        ];
        // The last of a name counts.
        all = [.. all.GroupBy(one => one.Name).Select(group => group.Last())];
        return $"<zeebe:properties>{string.Concat(all.Select(one =>
            $"<zeebe:property name=\"{one.Name}\" value=\"{SecurityElement.Escape(one.Value)}\" />"))}</zeebe:properties>";
    }
}
