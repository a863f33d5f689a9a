using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Secrets.Vault;

/// <summary>Renews the token for Vault in time, also while no job needs a secret.</summary>
internal sealed class VaultRenewal(VaultSecrets vault, TimeProvider time, ILogger<VaultRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Pause, time);
        string? said = null;
        try
        {
            while (vault.IsUsed && await clock.WaitForNextTickAsync(stoppingToken))
                said = await TryRenewAsync(said, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <returns>What was said about it, so that it is said once.</returns>
    private async Task<string?> TryRenewAsync(string? said, CancellationToken cancellation)
    {
        try
        {
            await vault.RenewAsync(cancellation);
            return null;
        }
        catch (SecretProviderException silent)
        {
            if (silent.Message != said)
                Log.SecretProviderSilent(logger, vault.Name, silent.Message);
            return silent.Message;
        }
    }
}
