using System.Text.RegularExpressions;
using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker.Translating;

/// <summary>Between tenants as callers name them and as the engine does, for which the default tenant is null.</summary>
/// <param name="isEnabled">Whether there are others.</param>
internal sealed partial class Tenancy(bool isEnabled)
{
    /// <param name="tenantId">Null or empty for the default tenant.</param>
    /// <exception cref="ClusterException">There is no such tenant here, or it is no id.</exception>
    public string? ToEngine(string? tenantId)
    {
        if (tenantId is null or "" or Tenant.Default)
            return null;
        if (!isEnabled)
        {
            throw Invalid($"Expected the tenant '{Tenant.Default}' or none, but got '{tenantId}': this server does not separate tenants. "
                + $"The setting {BrokerOptions.Section}:{nameof(BrokerOptions.MultiTenancy)} turns that on.");
        }

        return Id().IsMatch(tenantId)
            ? tenantId
            : throw Invalid($"Expected a tenant of 1 to 31 letters, digits and _ . -, but got '{tenantId}'.");
    }

    /// <param name="tenantIds">Empty for the default tenant.</param>
    public IReadOnlyList<string?> ToEngine(IReadOnlyList<string> tenantIds) =>
        tenantIds.Count == 0 ? [null] : [.. tenantIds.Select(ToEngine).Distinct()];

    public static string ToCaller(string? tenant) => tenant ?? Tenant.Default;

    private static ClusterException Invalid(string message) => new(ClusterError.InvalidArgument, message);

    [GeneratedRegex(@"\A[A-Za-z0-9_.\-]{1,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
