using Fairlead.Connectors.Runtime.Secrets.Vault;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Puts the secrets into a host. Every <see cref="ISecretProvider"/> of the host is asked, in the order of registration.</summary>
internal static class SecretsRegistration
{
    public static void AddSecrets(this IServiceCollection services)
    {
        services.AddSingleton(provider => new SecretStore(
            provider.GetRequiredService<IOptions<SecretsOptions>>(), provider.GetServices<ISecretProvider>()));
        services.AddOptions<VaultOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<VaultOptions>, VaultOptionsValidator>();
        services.AddSingleton<VaultSecrets>();
        services.AddSingleton<ISecretProvider>(provider => provider.GetRequiredService<VaultSecrets>());
        services.AddHostedService<VaultRenewal>();
        services.AddSingleton<JobSecrets>();
        services.AddSingleton<InboundSecrets>();
        services.AddSingleton(provider => new SecretAudit(
            provider.GetService<ISecretUses>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SecretAudit>>()));
        services.AddHostedService(provider => provider.GetRequiredService<SecretAudit>());
    }
}
