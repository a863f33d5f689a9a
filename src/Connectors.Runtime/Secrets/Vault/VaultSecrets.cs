using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Secrets.Vault;

/// <summary>Secrets in HashiCorp Vault, fetched when they are needed and kept for a short time. Many jobs that need one share a request.</summary>
internal sealed class VaultSecrets : ISecretProvider, IDisposable
{
    private const int PathsAtMost = 1_000;

    /// <summary>What fails is not asked again at once: a Vault that does not answer would hold up each job for its own timeout.</summary>
    private static readonly TimeSpan FailureKeptFor = TimeSpan.FromSeconds(1);

    private readonly VaultOptions _options;
    private readonly TimeProvider _time;
    private readonly VaultClient _client;
    private readonly VaultLogin _login;
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    public VaultSecrets(IOptions<VaultOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _client = new VaultClient(_options, time);
        _login = new VaultLogin(_client, _options, time);
    }

    public string Name => "vault";

    internal bool IsUsed => _options.Address is not null;

    public ValueTask<IReadOnlyDictionary<string, Secret>> FindAsync(SecretRequest request, CancellationToken cancellation) =>
        IsUsed ? FetchAsync(request.Names, cancellation) : new(new Dictionary<string, Secret>());

    public async ValueTask<IReadOnlyList<SecretEntry>> ListAsync(CancellationToken cancellation)
    {
        if (!IsUsed)
            return [];

        var found = await ReadAsync(_options.Path, cancellation);
        return [.. found.Values.Keys.Select(name => new SecretEntry { Name = name, ChangedAt = found.ChangedAt })];
    }

    public void Dispose()
    {
        _login.Dispose();
        _client.Dispose();
    }

    /// <summary>Keeps the token alive while nobody asks.</summary>
    /// <exception cref="SecretProviderException">Vault cannot be asked.</exception>
    internal Task RenewAsync(CancellationToken cancellation) => _login.TokenAsync(cancellation);

    private async ValueTask<IReadOnlyDictionary<string, Secret>> FetchAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (VaultPath.Of(_options.Path, name) is { } path
                && (await ReadAsync(path.Secret, cancellation)).Values.TryGetValue(path.Key, out var value))
                found[name] = value;
        }

        return found;
    }

    private async Task<Found> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!_kept.TryGetValue(path, out var kept) || kept.IsOver(_time.GetUtcNow()))
        {
            if (_kept.Count >= PathsAtMost)
                _kept.Clear();
            var fresh = new Kept(() => FetchAsync(path), _time, _options.KeptFor);
            kept = kept is not null && _kept.TryUpdate(path, fresh, kept) ? fresh : _kept.GetOrAdd(path, fresh);
        }

        return await kept.Answer.WaitAsync(cancellation);
    }

    private async Task<Found> FetchAsync(string path)
    {
        var token = await _login.TokenAsync(CancellationToken.None);
        var answer = await FetchAsync(path, token);
        // A token may be revoked at any time.
        if (answer.Status is HttpStatusCode.Forbidden && _login.Forget(token))
            answer = await FetchAsync(path, await _login.TokenAsync(CancellationToken.None));
        return Understand(path, answer);
    }

    private Task<VaultAnswer> FetchAsync(string path, string token) => _client.SendAsync(
        HttpMethod.Get, $"{VaultPath.Escape(_options.Mount)}/data/{VaultPath.Escape(path)}", token, body: null, CancellationToken.None);

    private Found Understand(string path, VaultAnswer answer)
    {
        if (answer.Status is HttpStatusCode.Forbidden)
        {
            throw _client.Refuse(
                $"does not let this token read {_options.Mount}/data/{path} (403): give its policy the capability read there, or set a token "
                + "that has not expired");
        }

        if (answer.Status is HttpStatusCode.NotFound && answer.HasErrors)
        {
            throw _client.Refuse(
                $"has no secrets engine at {_options.Mount} (404): mount one of type kv-v2, or correct {VaultOptions.Section}:{nameof(VaultOptions.Mount)}");
        }

        // Not there, or deleted: the answer then has no data.
        if (answer.Status is HttpStatusCode.NotFound)
            return Found.Nothing;
        if (!answer.IsSuccess)
            throw _client.Refuse($"refuses to read {_options.Mount}/data/{path} ({(int)answer.Status}): its log says why");
        if (answer.Find("data", "data") is not { ValueKind: JsonValueKind.Object } data)
        {
            throw _client.Refuse(
                $"answers without data.data for {_options.Mount}/data/{path}: {_options.Mount} seems to be a secrets engine of version 1; "
                + "upgrade it with vault kv enable-versioning");
        }

        var changed = answer.Find("data", "metadata", "created_time");
        return new Found(
            data.EnumerateObject().ToDictionary(
                entry => entry.Name,
                entry => new Secret(entry.Value.ValueKind is JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText()),
                StringComparer.Ordinal),
            changed.ValueKind is JsonValueKind.String && changed.TryGetDateTimeOffset(out var at) ? at : null);
    }

    private sealed record Found(IReadOnlyDictionary<string, Secret> Values, DateTimeOffset? ChangedAt)
    {
        public static Found Nothing { get; } = new(new Dictionary<string, Secret>(), ChangedAt: null);
    }

    /// <summary>One request and its answer, for all that come while it lasts.</summary>
    private sealed class Kept(Func<Task<Found>> fetch, TimeProvider time, TimeSpan keptFor)
    {
        private readonly Lock _gate = new();
        private Task<Found>? _answer;
        private DateTimeOffset? _until;

        public Task<Found> Answer
        {
            get
            {
                lock (_gate)
                    return _answer ??= FetchAsync();
            }
        }

        public bool IsOver(DateTimeOffset now)
        {
            lock (_gate)
                return _until <= now;
        }

        private async Task<Found> FetchAsync()
        {
            var lifetime = FailureKeptFor;
            try
            {
                var found = await fetch();
                lifetime = keptFor;
                return found;
            }
            finally
            {
                lock (_gate)
                    _until = time.GetUtcNow() + lifetime;
            }
        }
    }
}
