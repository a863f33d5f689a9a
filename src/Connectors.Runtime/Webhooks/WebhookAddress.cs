using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Where webhooks are, below <c>/inbound/</c>.</summary>
internal static class WebhookAddress
{
    /// <summary>There is one cluster.</summary>
    private const string PhysicalTenant = "default";

    /// <summary>What is answered here, if only with the right ones.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static string Pattern(WebhooksOptions options) =>
        HasTenants(options) ? "/inbound/{physicalTenantId}/{tenantId}/{context}" : "/inbound/{context}";

    public static string Of(WebhooksOptions options, string tenantId, string context) =>
        HasTenants(options) ? $"{PhysicalTenant}/{tenantId}/{context}" : context;

    public static string Of(HttpContext http)
    {
        var values = http.Request.RouteValues;
        var context = (string)values["context"]!;
        return values.TryGetValue("tenantId", out var tenant) ? $"{values["physicalTenantId"]}/{tenant}/{context}" : context;
    }

    private static bool HasTenants(WebhooksOptions options) => options.AppendTenantToPath is true;
}
