using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>The cluster variables that FEEL values of settings see as <c>camunda.vars</c>, and whether those that a connector uses changed.</summary>
public sealed class InboundVariables(ICluster cluster, Expressions expressions)
{
    private const string Name = "camunda";

    internal static InboundSight Nothing { get; } = new(FeelContext.Empty, null);

    /// <returns>By the id of the group; those that use none are left out.</returns>
    /// <exception cref="ClusterException">The cluster cannot be asked.</exception>
    internal async Task<IReadOnlyDictionary<string, InboundSight>> LookUpAsync(
        IReadOnlyList<InboundGroup> wanted, CancellationToken cancellation)
    {
        var sights = new Dictionary<string, InboundSight>(StringComparer.Ordinal);
        foreach (var tenant in wanted.Where(group => UsesOf(group).Any()).GroupBy(group => group.TenantId, StringComparer.Ordinal))
        {
            var json = await cluster.GetClusterVariablesAsync(tenant.Key, cancellation);
            var variables = json.IsEmpty ? FeelContext.Empty : FeelContext.Of((Name, FeelValue.FromJson(json)));
            foreach (var group in tenant)
                sights[group.Id] = new InboundSight(variables, FingerprintOf(group, variables));
        }

        return sights;
    }

    /// <summary>The settings of a model that may use some.</summary>
    private static IEnumerable<string> UsesOf(InboundGroup group) => group.Elements[0].Properties
        .Where(property => InboundSecrets.IsSetting(property.Key)
            && property.Value.TrimStart().StartsWith('=')
            && property.Value.Contains(Name, StringComparison.Ordinal))
        .OrderBy(property => property.Key, StringComparer.Ordinal)
        .Select(property => property.Value);

    /// <summary>Of the values that they give: another variable than those that are used changes nothing.</summary>
    private string FingerprintOf(InboundGroup group, FeelContext variables)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in UsesOf(group))
        {
            var result = expressions.Get(text).Evaluate(variables);
            var value = result.Failure is null && result.Value.TryToJson(SizeGuard.BytesAtMost, out var json)
                ? json
                : Encoding.UTF8.GetBytes(result.Failure?.Code ?? "too large");
            hash.AppendData(BitConverter.GetBytes(value.Length));
            hash.AppendData(value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What the settings of a connector see.</summary>
/// <param name="Fingerprint">Changes when a value changes that they use; null when they use none.</param>
internal sealed record InboundSight(FeelContext Variables, string? Fingerprint);
