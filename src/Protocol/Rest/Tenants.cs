namespace Fairlead.Protocol.Rest;

/// <summary>Tenancy is not used yet: there is one tenant.</summary>
public static class Tenants
{
    /// <summary>The only tenant.</summary>
    public const string Default = "<default>";
}
