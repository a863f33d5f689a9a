using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>What people may see of the secrets: everything but the values.</summary>
public static class SecretListing
{
    /// <summary>Asks every provider; what one of them cannot say is listed as a problem.</summary>
    /// <param name="lastUse">When a secret was asked for last.</param>
    public static async Task<SecretsResult> ListSecretsAsync(
        this SecretStore secrets, Func<string, DateTimeOffset?> lastUse, CancellationToken cancellation)
    {
        var items = new List<SecretItem>();
        var problems = new List<SecretProviderProblem>();
        foreach (var provider in secrets.Providers)
        {
            try
            {
                foreach (var entry in await provider.ListAsync(cancellation))
                    items.Add(new SecretItem { Name = entry.Name, Provider = provider.Name, ChangedAt = entry.ChangedAt });
            }
            catch (SecretProviderException silent)
            {
                problems.Add(new SecretProviderProblem { Provider = provider.Name, Message = silent.Message });
            }
        }

        return new SecretsResult
        {
            // A stable order keeps the providers of one name in theirs.
            Items = [.. items.GroupBy(item => item.Name, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .SelectMany(group => Ranked([.. group], lastUse(group.Key)))],
            Problems = problems,
        };
    }

    private static IEnumerable<SecretItem> Ranked(List<SecretItem> same, DateTimeOffset? lastUse) => same.Select((item, index) =>
        index is 0 ? item with { LastUsedAt = lastUse } : item with { HiddenBy = same[0].Provider });
}
