using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Tasks for people through the REST API and the command line.</summary>
public sealed class UserTaskTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_found_assigned_changed_and_completed()
    {
        await shared.DeployAsync(
            "rest-task.bpmn",
            Diagrams.UserTask(
                "rest-task",
                """
                <zeebe:assignmentDefinition assignee="ann" candidateGroups="sales, it" />
                <zeebe:formDefinition externalReference="form-1" />
                <zeebe:taskHeaders><zeebe:header key="color" value="red" /></zeebe:taskHeaders>
                <zeebe:ioMapping><zeebe:input source="=total" target="amount" /></zeebe:ioMapping>
                """),
            Cancellation);
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync(
            "POST", "/v2/process-instances", """{"processDefinitionId":"rest-task","variables":{"total":3},"tags":["vip"]}""", Cancellation);
        var found = await transcript.AskAsync(
            "POST",
            "/v2/user-tasks/search",
            """{"filter":{"processDefinitionId":"rest-task","candidateGroup":"it","state":"CREATED"},"sort":[{"field":"priority","order":"DESC"}]}""",
            Cancellation);
        var task = found.GetProperty("items")[0].GetProperty("userTaskKey").GetString();
        await transcript.AskAsync("POST", $"/v2/user-tasks/{task}/assignment", """{"assignee":"bob","allowOverride":false}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/user-tasks/{task}/assignment", """{"assignee":"bob"}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/user-tasks/{task}/assignment", "{}", Cancellation);
        await transcript.AskAsync("DELETE", $"/v2/user-tasks/{task}/assignee", body: null, Cancellation);
        await transcript.AskAsync(
            "PATCH", $"/v2/user-tasks/{task}", """{"changeset":{"dueDate":"2031-01-01T00:00:00+01:00","priority":80,"candidateGroups":[]}}""", Cancellation);
        await transcript.AskAsync("PATCH", $"/v2/user-tasks/{task}", """{"changeset":{"dueDate":"tomorrow"}}""", Cancellation);
        await transcript.AskAsync("PATCH", $"/v2/user-tasks/{task}", """{"changeset":{}}""", Cancellation);
        await transcript.AskAsync("PATCH", $"/v2/user-tasks/{task}", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/v2/user-tasks/{task}", body: null, Cancellation);
        await transcript.AskAsync(
            "POST", $"/v2/user-tasks/{task}/variables/search", """{"sort":[{"field":"name","order":"ASC"}]}""", Cancellation);
        await transcript.AskAsync(
            "POST", $"/v2/user-tasks/{task}/effective-variables/search?truncateValues=false", """{"filter":{"name":"total"}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/user-tasks/{task}/completion", """{"variables":{"approved":true}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/user-tasks/{task}/completion", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/user-tasks/1", body: null, Cancellation);
        await transcript.AskAsync("POST", "/v2/user-tasks/1/variables/search", "{}", Cancellation);
        await transcript.AskAsync("POST", "/v2/user-tasks/search", """{"filter":{"processDefinitionId":"rest-task","state":"COMPLETED"}}""", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task A_task_shows_its_deployed_form()
    {
        await shared.DeployAsync("rest-task.form", """{"id":"rest-task-form","components":[]}""", Cancellation);
        await shared.DeployAsync(
            "rest-task-form.bpmn", Diagrams.UserTask("rest-task-formed", """<zeebe:formDefinition formId="rest-task-form" />"""), Cancellation);
        await shared.DeployAsync("rest-formless.bpmn", Diagrams.UserTask("rest-formless", ""), Cancellation);

        var with = await BeginAsync("rest-task-formed");
        var without = await BeginAsync("rest-formless");

        Assert.NotNull(with.FormKey);
        using var form = await shared.Http.GetAsync($"/v2/user-tasks/{with.UserTaskKey.Value}/form", Cancellation);
        Assert.Contains("rest-task-form", await form.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var none = await shared.Http.GetAsync($"/v2/user-tasks/{without.UserTaskKey.Value}/form", Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, none.StatusCode);
    }

    [Fact]
    public async Task A_listener_denies_and_corrects_what_a_caller_waits_for()
    {
        await shared.DeployAsync(
            "rest-listened.bpmn",
            Diagrams.UserTask(
                "rest-listened",
                """<zeebe:taskListeners><zeebe:taskListener eventType="assigning" type="rest-listener" /></zeebe:taskListeners>"""),
            Cancellation);
        var transcript = new Transcript(shared.Http);
        var task = (await BeginAsync("rest-listened")).UserTaskKey;

        var denied = shared.Cluster.AssignUserTaskAsync(task, new() { Assignee = "ann", Action = "claim" }, Cancellation);
        await transcript.AskAsync(
            "POST", $"/v2/jobs/{await ActivateAsync()}/completion", """{"result":{"type":"userTask","denied":true,"deniedReason":"on holiday"}}""", Cancellation);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => denied);
        Assert.Equal(ClusterError.InvalidState, refusal.Error);
        Assert.EndsWith("a task listener denied it: on holiday", refusal.Message, StringComparison.Ordinal);

        var corrected = shared.Cluster.AssignUserTaskAsync(task, new() { Assignee = "ann" }, Cancellation);
        var job = await ActivateAsync();
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/completion", """{"variables":{"a":1}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/error", """{"errorCode":"E"}""", Cancellation);
        await transcript.AskAsync(
            "POST", $"/v2/jobs/{job}/completion", """{"result":{"type":"userTask","corrections":{"assignee":"eve","priority":90}}}""", Cancellation);
        await corrected;
        var changed = await shared.Cluster.GetUserTaskAsync(task, Cancellation);
        Assert.Equal(("eve", 90), (changed.Assignee, changed.Priority));

        Snapshot.Match(transcript.ToString());

        async Task<string> ActivateAsync()
        {
            var activated = await transcript.AskAsync(
                "POST",
                "/v2/jobs/activation",
                """{"type":"rest-listener","worker":"tester","timeout":60000,"maxJobsToActivate":1,"requestTimeout":30000}""",
                Cancellation);
            return activated.GetProperty("jobs")[0].GetProperty("jobKey").GetString()!;
        }
    }

    private async Task<UserTaskItem> BeginAsync(string processId)
    {
        var created = await shared.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = processId }, Cancellation);
        var tasks = await shared.Cluster.SearchAsync(
            new SearchQuery<UserTaskFilter> { Filter = new() { ProcessInstanceKey = created.ProcessInstanceKey } }, Cancellation);
        return Assert.Single(tasks.Items);
    }
}
