using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Secrets in environment variables, as the original has them: prefix, tenant, process, name.</summary>
internal sealed class EnvironmentSecrets(SecretsOptions options) : ISecretProvider
{
    public string Name => "environment";

    /// <summary>The variable that a secret is looked for in.</summary>
    public static string VariableOf(SecretsOptions options, string name, string tenantId, string processId) =>
        $"{options.Prefix}{(options.TenantAware ? $"{tenantId}_" : "")}{(options.ProcessAware ? $"{processId}_" : "")}{name}";

    public ValueTask<IReadOnlyDictionary<string, Secret>> FindAsync(SecretRequest request, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var name in request.Names)
        {
            if (Environment.GetEnvironmentVariable(VariableOf(options, name, request.TenantId, request.ProcessId)) is { } value)
                found[name] = new Secret(value);
        }

        return new(found);
    }

    /// <remarks>Where tenants or processes are part of a variable's name, they are part of what is listed: nothing tells them apart.</remarks>
    public ValueTask<IReadOnlyList<SecretEntry>> ListAsync(CancellationToken cancellation) =>
        new([
            .. Environment.GetEnvironmentVariables().Keys.Cast<string>()
                .Where(variable => variable.StartsWith(options.Prefix, StringComparison.Ordinal))
                .Select(variable => new SecretEntry { Name = variable[options.Prefix.Length..] }),
        ]);
}
