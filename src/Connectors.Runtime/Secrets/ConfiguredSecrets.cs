using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Values that stand in the configuration itself.</summary>
internal sealed class ConfiguredSecrets(SecretsOptions options) : ISecretProvider
{
    public string Name => "configuration";

    public ValueTask<IReadOnlyDictionary<string, Secret>> FindAsync(SecretRequest request, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var name in request.Names)
        {
            if (options.Values.TryGetValue(name, out var value))
                found[name] = new Secret(value);
        }

        return new(found);
    }

    public ValueTask<IReadOnlyList<SecretEntry>> ListAsync(CancellationToken cancellation) =>
        new([.. options.Values.Keys.Select(name => new SecretEntry { Name = name })]);
}
