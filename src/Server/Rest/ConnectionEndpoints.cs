using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Shows the systems that connectors call, and lets calls to them through or not.</summary>
internal sealed class ConnectionEndpoints(Governor governor)
{
    private const string Path = "/fairlead/v1/connections";
    private const string Name = "name";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, http => JsonBody.WriteAsync(
            http, new ConnectionsResult { Items = governor.Statuses() }, JsonBody.Contracts.ConnectionsResult));
        app.MapGet($"{Path}/{{{Name}}}", http => JsonBody.WriteAsync(http, Find(http), JsonBody.Contracts.ConnectionItem));
        app.MapPost($"{Path}/{{{Name}}}/reset", ResetAsync);
        app.MapPost($"{Path}/{{{Name}}}/open", OpenAsync);
    }

    private async Task ResetAsync(HttpContext http)
    {
        await governor.ResetAsync(Find(http).Name, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    /// <summary>Also for one that nobody has called yet.</summary>
    private async Task OpenAsync(HttpContext http)
    {
        await governor.OpenAsync(NameOf(http), http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private static string NameOf(HttpContext http) => (string)http.Request.RouteValues[Name]!;

    private ConnectionItem Find(HttpContext http) => governor.Find(NameOf(http)) ?? throw RequestRefusal.Of(
        ClusterError.NotFound,
        $"There is no connection '{NameOf(http)}': nothing has called it since the start of this server, or not lately.");
}
