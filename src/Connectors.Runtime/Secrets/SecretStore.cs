using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>The secrets of this installation: its providers, one behind the other. The first that knows a name wins.</summary>
public sealed class SecretStore
{
    /// <summary>The code of a placeholder without a value.</summary>
    public const string Missing = "SECRET_MISSING";

    /// <summary>The code of a placeholder whose provider cannot be asked.</summary>
    public const string Unavailable = "SECRETS_UNAVAILABLE";

    private readonly SecretsOptions _options;

    /// <param name="others">Behind the values of the configuration and the environment, in their order.</param>
    public SecretStore(IOptions<SecretsOptions> options, IEnumerable<ISecretProvider> others)
    {
        _options = options.Value;
        Providers = [new ConfiguredSecrets(_options), new EnvironmentSecrets(_options), .. others];
    }

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<ISecretProvider> Providers { get; }

    /// <summary>Looks up all names in the texts of a model, and those that the values found mention in turn. Throws nothing of a provider.</summary>
    internal async ValueTask<SecretLookup> LookUpAsync(IEnumerable<string> literals, SecretUser user, CancellationToken cancellation)
    {
        var lookup = new SecretLookup();
        IReadOnlyCollection<string> wanted = literals.SelectMany(SecretSyntax.NamesIn).ToHashSet(StringComparer.Ordinal);
        for (var level = 0; wanted.Count > 0 && level <= SecretSyntax.LevelsAtMost; level++)
        {
            await AskAsync(lookup, wanted, user, cancellation);
            wanted = wanted
                .Where(lookup.Values.ContainsKey)
                .SelectMany(name => SecretSyntax.NamesInValue(lookup.Values[name].Reveal()))
                .Where(name => !lookup.Knows(name))
                .ToHashSet(StringComparer.Ordinal);
        }

        return lookup;
    }

    /// <exception cref="ConnectorException">A name has no value, or could not be looked up.</exception>
    internal void Check(SecretLookup lookup, SecretUser user)
    {
        // First what may pass: a name that is missing may only seem so.
        if (lookup.Failed.Count > 0)
        {
            throw new ConnectorException(
                Unavailable,
                $"{user} uses the secret {string.Join(", ", lookup.Failed.Keys)}, which could not be fetched from the provider "
                + $"{lookup.Failed.Values.First()}: {lookup.Problem} [{Unavailable}]");
        }

        if (lookup.Missing.Count > 0)
            throw Refuse(lookup.Missing, user);
    }

    private ConnectorException Refuse(IReadOnlyCollection<string> missing, SecretUser user)
    {
        var first = missing.First();
        var variables = string.Join(", ", missing.Select(name => EnvironmentSecrets.VariableOf(_options, name, user.TenantId, user.ProcessId)));
        return new ConnectorException(
            Missing,
            $"{user} uses the secret {string.Join(", ", missing)}, which has no value: set it with ./fairlead secrets set {first}, or in "
            + $"the environment variable {variables} before the server starts. [{Missing}]")
        {
            Retry = RetryAdvice.Never,
        };
    }

    private async ValueTask AskAsync(
        SecretLookup lookup, IReadOnlyCollection<string> names, SecretUser user, CancellationToken cancellation)
    {
        foreach (var provider in Providers)
        {
            var request = new SecretRequest { Names = names, TenantId = user.TenantId, ProcessId = user.ProcessId };
            try
            {
                foreach (var (name, value) in await provider.FindAsync(request, cancellation))
                    lookup.Found(name, value, provider.Name);
            }
            catch (SecretProviderException silent)
            {
                lookup.Fail(names, provider.Name, silent.Message);
                return;
            }
            catch (Exception defect) when (defect is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // Providers come from strangers, and the text of what they did not expect may hold anything.
                lookup.Fail(names, provider.Name, $"it failed with {defect.GetType().Name}; this is a defect of the provider.");
                return;
            }

            names = [.. names.Where(name => !lookup.Values.ContainsKey(name))];
            if (names.Count is 0)
                return;
        }

        foreach (var name in names)
            lookup.IsMissing(name);
    }
}
