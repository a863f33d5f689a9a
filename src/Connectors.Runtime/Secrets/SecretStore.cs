using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>The secrets of this installation, by name.</summary>
public sealed class SecretStore(SecretsOptions options, Func<string, string?> environment)
{
    /// <summary>The code of a placeholder without a value.</summary>
    public const string Missing = "SECRET_MISSING";

    public SecretStore(IOptions<SecretsOptions> options)
        : this(options.Value, Environment.GetEnvironmentVariable)
    {
    }

    /// <summary>Read anew each time: a secret that is added later works without a restart where its source allows that.</summary>
    public Secret? Find(string name)
    {
        var value = options.Values.TryGetValue(name, out var configured) ? configured : environment(options.Prefix + name);
        return value is null ? null : new Secret(value);
    }

    /// <param name="where">The element that wants them.</param>
    internal ConnectorException Refuse(IReadOnlyCollection<string> missing, string where)
    {
        var names = string.Join(", ", missing.Order(StringComparer.Ordinal));
        var variables = string.Join(", ", missing.Order(StringComparer.Ordinal).Select(name => options.Prefix + name));
        return new ConnectorException(
            Missing,
            $"{where} uses the secret {names}, which has no value: set the environment variable {variables}, or "
            + $"{SecretsOptions.Section}:{nameof(SecretsOptions.Values)} in the configuration. [{Missing}]")
        {
            Retry = RetryAdvice.Never,
        };
    }
}
