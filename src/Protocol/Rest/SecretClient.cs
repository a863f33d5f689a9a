using System.Globalization;
using System.Net.Http.Json;

namespace Fairlead.Protocol.Rest;

/// <summary>Calls the part of the REST API that is about secrets. Only our own server has it; a value can be set, never read.</summary>
public sealed class SecretClient
{
    private readonly ClusterClient _client;

    internal SecretClient(ClusterClient client) => _client = client;

    /// <summary>The secrets that can be listed, never with a value.</summary>
    public Task<SecretsResult> ListAsync(CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Get, $"/{ClusterClient.Own}secrets", content: null, RestJson.Client.SecretsResult, cancellation);

    /// <summary>Sets a secret in the encrypted store of the server.</summary>
    public Task<SecretItem> SetAsync(string name, SetSecretRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Put, PathOf(name), JsonContent.Create(request, RestJson.Client.SetSecretRequest), RestJson.Client.SecretItem, cancellation);

    /// <summary>Removes a secret from the encrypted store of the server.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Delete, PathOf(name), content: null, cancellation);

    /// <summary>Who asked for a secret, newest first.</summary>
    /// <param name="before">See <see cref="SecretUsageResult.EndCursor"/>; null for the newest.</param>
    public Task<SecretUsageResult> GetUsageAsync(string name, int limit, string? before, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}/usage?limit={limit}&before={before}"),
        content: null,
        RestJson.Client.SecretUsageResult,
        cancellation);

    private static string PathOf(string name) => $"/{ClusterClient.Own}secrets/{Uri.EscapeDataString(name)}";
}
