using System.Text;
using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Deployed files that are neither processes nor decisions; and the deletion of whatever was deployed.</summary>
internal sealed class ResourceEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "resourceKey";
    private static readonly string[] JsonEndings = [".form", ".rpa", ".json"];

    public static FormResult ToForm(StoredFile form) => new()
    {
        FormId = form.Id,
        Schema = Encoding.UTF8.GetString(form.Content.Span),
        Version = form.Version,
        FormKey = new(form.Key),
        TenantId = form.TenantId,
    };

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet($"/v2/resources/{{{Key}}}", GetAsync);
        app.MapGet($"/v2/resources/{{{Key}}}/content", GetContentAsync);
        app.MapPost($"/v2/resources/{{{Key}}}/deletion", DeleteAsync);
    }

    private async Task GetAsync(HttpContext http)
    {
        var file = await FindAsync(http);
        await JsonBody.WriteAsync(
            http,
            new ResourceItem
            {
                ResourceName = file.ResourceName,
                Version = file.Version,
                VersionTag = file.VersionTag,
                ResourceId = file.Id,
                ResourceKey = new(file.Key),
                TenantId = file.TenantId,
            },
            JsonBody.Contracts.ResourceItem);
    }

    /// <summary>As it was uploaded. A browser must not take it for a page of ours, whatever it holds.</summary>
    private async Task GetContentAsync(HttpContext http)
    {
        var file = await FindAsync(http);
        var isJson = Array.Exists(JsonEndings, ending => file.ResourceName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        http.Response.ContentType = isJson ? "application/json; charset=utf-8" : "application/octet-stream";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.ContentLength = file.Content.Length;
        await http.Response.Body.WriteAsync(file.Content, http.RequestAborted);
    }

    private async Task DeleteAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.DeleteResourceRequest);
        await cluster.DeleteResourceAsync(key, request?.DeleteHistory ?? false, http.RequestAborted);
        await JsonBody.WriteAsync(http, new DeleteResourceResult { ResourceKey = new(key) }, JsonBody.Contracts.DeleteResourceResult);
    }

    private async Task<StoredFile> FindAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        return await cluster.FindFileAsync(key, http.RequestAborted) ?? throw RequestRefusal.NotFound("resource", key);
    }
}
