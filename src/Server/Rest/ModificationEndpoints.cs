using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Changes process instances by hand: what is active in them, and the version that they run.</summary>
internal sealed class ModificationEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "processInstanceKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost($"/v2/process-instances/{{{Key}}}/modification", ModifyAsync);
        app.MapPost($"/v2/process-instances/{{{Key}}}/migration", MigrateAsync);
    }

    private async Task ModifyAsync(HttpContext http)
    {
        var key = new ProcessInstanceKey(RequestParts.Key(http, Key));
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.ModifyProcessInstanceRequest);
        await cluster.ModifyInstanceAsync(key, request, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task MigrateAsync(HttpContext http)
    {
        var key = new ProcessInstanceKey(RequestParts.Key(http, Key));
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.MigrateProcessInstanceRequest);
        await cluster.MigrateInstanceAsync(key, request, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }
}
