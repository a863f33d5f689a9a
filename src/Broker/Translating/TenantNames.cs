using Fairlead.Engine;

namespace Fairlead.Broker.Translating;

/// <summary>Between tenants as callers name them and as the engine does, for which the default tenant is null.</summary>
internal static class TenantNames
{
    public static string? ToEngine(string? tenantId) => tenantId is null or "" or Tenant.Default ? null : tenantId;

    public static string ToCaller(string? tenant) => tenant ?? Tenant.Default;
}
