using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets.Vault;

/// <summary>Has a token for Vault: the configured one, or that of an AppRole; renews it in time, and logs in again when it is gone.</summary>
internal sealed class VaultLogin(VaultClient client, VaultOptions options, TimeProvider time) : IDisposable
{
    /// <summary>A token is renewed when this part of its time is over.</summary>
    private const double RenewedAfter = 2.0 / 3;

    private readonly SemaphoreSlim _one = new(1);
    private string? _token;
    private DateTimeOffset? _renewAt;

    public void Dispose() => _one.Dispose();

    /// <summary>The token, renewed when that is due.</summary>
    /// <exception cref="SecretProviderException">Vault cannot be asked, or refuses the login.</exception>
    public async Task<string> TokenAsync(CancellationToken cancellation)
    {
        if (_token is { } valid && (_renewAt is not { } due || due > time.GetUtcNow()))
            return valid;

        await _one.WaitAsync(cancellation);
        try
        {
            if (_token is null)
                await BeginAsync(cancellation);
            else if (_renewAt is { } now && now <= time.GetUtcNow())
                await RenewAsync(_token, cancellation);
            return _token!;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Vault does not accept a token any more.</summary>
    /// <returns>Whether another one can be had.</returns>
    public bool Forget(string token)
    {
        if (options.RoleId is null)
            return false;
        // Another request may have fetched a new one meanwhile.
        Interlocked.CompareExchange(ref _token, null, token);
        return true;
    }

    private Task BeginAsync(CancellationToken cancellation) =>
        options.RoleId is { } role ? LogInAsync(role, cancellation) : LookUpSelfAsync(options.Token!, cancellation);

    private async Task LogInAsync(string role, CancellationToken cancellation)
    {
        var credentials = new Dictionary<string, string> { ["role_id"] = role };
        if (options.SecretId is { } secret)
            credentials["secret_id"] = secret;
        var answer = await client.SendAsync(HttpMethod.Post, $"auth/{VaultPath.Escape(options.LoginMount)}/login", token: null, credentials, cancellation);
        if (answer.Find("auth", "client_token") is not { ValueKind: JsonValueKind.String } token)
        {
            throw client.Refuse(
                $"refuses the login ({(int)answer.Status}): check RoleId, SecretId and LoginMount in {VaultOptions.Section}, and whether the "
                + "secret id has expired or is used up");
        }

        Keep(token.GetString()!, answer.Find("auth", "lease_duration"), answer.Find("auth", "renewable"));
    }

    private async Task LookUpSelfAsync(string token, CancellationToken cancellation)
    {
        // A token that may not look at itself is still one: it is just not renewed.
        var answer = await client.SendAsync(HttpMethod.Get, "auth/token/lookup-self", token, body: null, cancellation);
        Keep(token, answer.Find("data", "ttl"), answer.Find("data", "renewable"));
    }

    private async Task RenewAsync(string token, CancellationToken cancellation)
    {
        var answer = await client.SendAsync(
            HttpMethod.Post, "auth/token/renew-self", token, new Dictionary<string, string>(), cancellation);
        if (answer.IsSuccess)
            Keep(token, answer.Find("auth", "lease_duration"), answer.Find("auth", "renewable"));
        else if (options.RoleId is { } role)
            await LogInAsync(role, cancellation);
        else
            // Used to its end; then Vault says so with each request.
            _renewAt = null;
    }

    private void Keep(string token, JsonElement seconds, JsonElement renewable)
    {
        _renewAt = seconds.ValueKind is JsonValueKind.Number && seconds.TryGetInt64(out var lease) && lease > 0
            && (renewable.ValueKind is JsonValueKind.True || options.RoleId is not null)
                ? time.GetUtcNow() + (TimeSpan.FromSeconds(Math.Min(lease, int.MaxValue)) * RenewedAfter)
                : null;
        _token = token;
    }
}
