using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Tasks for people: finds them, and does what people do with them. An answer comes when the task listeners have agreed.</summary>
internal sealed class UserTaskEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "userTaskKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/user-tasks/search", SearchAsync);
        app.MapGet($"/v2/user-tasks/{{{Key}}}", GetAsync);
        app.MapGet($"/v2/user-tasks/{{{Key}}}/form", GetFormAsync);
        app.MapMethods($"/v2/user-tasks/{{{Key}}}", ["PATCH"], (RequestDelegate)UpdateAsync);
        app.MapDelete($"/v2/user-tasks/{{{Key}}}/assignee", UnassignAsync);
        app.MapPost($"/v2/user-tasks/{{{Key}}}/assignment", AssignAsync);
        app.MapPost($"/v2/user-tasks/{{{Key}}}/completion", CompleteAsync);
        app.MapPost($"/v2/user-tasks/{{{Key}}}/variables/search", http => SearchVariablesAsync(http, onlyNearest: false));
        app.MapPost($"/v2/user-tasks/{{{Key}}}/effective-variables/search", http => SearchVariablesAsync(http, onlyNearest: true));
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryUserTaskFilter,
        JsonBody.Contracts.SearchResultUserTaskItem,
        cluster.Search.SearchAsync);

    private async Task GetAsync(HttpContext http) =>
        await JsonBody.WriteAsync(http, await FindAsync(http), JsonBody.Contracts.UserTaskItem);

    /// <summary>Nothing when the task has no form, or one that somebody else keeps.</summary>
    private async Task GetFormAsync(HttpContext http)
    {
        if (await FindAsync(http) is { FormKey: { } key } && await cluster.FindFileAsync(key.Value, http.RequestAborted) is { } form)
            await JsonBody.WriteAsync(http, ResourceEndpoints.ToForm(form), JsonBody.Contracts.FormResult);
        else
            JsonBody.WriteNothing(http);
    }

    private async Task UpdateAsync(HttpContext http)
    {
        var key = KeyOf(http);
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.UserTaskUpdateRequest);
        var changes = request?.Changeset ?? new();
        if (request?.Action is null && changes == new UserTaskChangeset())
            throw RequestRefusal.InvalidArgument("Expected a change in the changeset, or an action, but got neither.");
        await cluster.UserTasks.UpdateAsync(key, changes, request?.Action ?? "update", http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task UnassignAsync(HttpContext http)
    {
        await cluster.UserTasks.UnassignAsync(KeyOf(http), "unassign", http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task AssignAsync(HttpContext http)
    {
        var key = KeyOf(http);
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.UserTaskAssignmentRequest);
        await cluster.UserTasks.AssignAsync(
            key, request.Assignee ?? "", request.AllowOverride ?? true, request.Action ?? "assign", http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task CompleteAsync(HttpContext http)
    {
        var key = KeyOf(http);
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.UserTaskCompletionRequest);
        await cluster.UserTasks.CompleteAsync(
            key, request?.Variables?.Utf8 ?? default, request?.Action ?? "complete", http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task SearchVariablesAsync(HttpContext http, bool onlyNearest)
    {
        var isCut = RequestParts.Flag(http, "truncateValues", otherwise: true);
        var task = await FindAsync(http);
        await Searching.HandleAsync(
            http,
            JsonBody.Contracts.SearchQueryUserTaskVariableFilter,
            JsonBody.Contracts.SearchResultVariableItem,
            (query, cancellation) => cluster.Search.SearchVariablesAsync(task.UserTaskKey, query, onlyNearest, isCut, cancellation));
    }

    private async Task<UserTaskItem> FindAsync(HttpContext http)
    {
        var key = KeyOf(http);
        return await cluster.Search.FindUserTaskAsync(key, http.RequestAborted) ?? throw RequestRefusal.NotFound("user task", key.Value);
    }

    private static UserTaskKey KeyOf(HttpContext http) => new(RequestParts.Key(http, Key));
}
