using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Tokens;

/// <summary>
/// The keys at one address. They are fetched when somebody needs them, once for all who wait, and used for ten minutes; a key that is not
/// among them is looked for at once, as issuers change keys, but no more than ten times a minute.
/// </summary>
internal sealed class KeySource(Uri address, HttpClient http, TimeProvider time, CancellationToken stopping)
{
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    /// <summary>While the address does not answer; afterwards nobody is let in, for keys that were withdrawn would count for ever.</summary>
    public static readonly TimeSpan UsedFor = TimeSpan.FromHours(1);

    /// <summary>Pause after a failure while older keys can be used: nobody should wait for an address that is away.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public const int FetchesAMinute = 10;

    private const int BytesAtMost = 1024 * 1024;
    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _fetches = [];
    private KeySet? _keys;
    private Task? _fetching;
    private DateTimeOffset? _failedAt;
    private string _failure = "";

    /// <summary>When somebody asked last.</summary>
    public DateTimeOffset AskedAt { get; private set; } = time.GetUtcNow();

    /// <summary>The keys that a token may be signed with.</summary>
    /// <param name="keyId">As the token says; null for any.</param>
    /// <exception cref="ConnectorException">They cannot be fetched; the message says why.</exception>
    public async ValueTask<IReadOnlyList<TokenKey>> FindAsync(string? keyId, TokenAlgorithm algorithm, CancellationToken cancellation)
    {
        AskedAt = time.GetUtcNow();
        if (Volatile.Read(ref _keys) is { } known && known.Find(keyId, algorithm) is { Count: > 0 } found && (IsFresh(known) || (IsUsable(known) && Rests())))
            return found;

        var wasAsked = await FetchAsync(cancellation);
        if (Volatile.Read(ref _keys) is not { } keys || !IsUsable(keys))
            throw Unavailable();

        // Whether an unknown key is unknown or new, nobody knows while the address is away.
        return keys.Find(keyId, algorithm) is { Count: > 0 } now ? now : wasAsked ? [] : throw Unavailable();
    }

    private bool IsFresh(KeySet keys) => time.GetUtcNow() - keys.At < FreshFor;

    private bool IsUsable(KeySet keys) => time.GetUtcNow() - keys.At < UsedFor;

    private bool Rests()
    {
        lock (_gate)
            return _failedAt is { } at && time.GetUtcNow() - at < Pause;
    }

    /// <returns>Whether the keys are as recent as they can be: false when the address does not answer.</returns>
    private async Task<bool> FetchAsync(CancellationToken cancellation)
    {
        Task fetching;
        lock (_gate)
        {
            if (_fetching is null)
            {
                var now = time.GetUtcNow();
                if (_failedAt is { } at && now - at < Pause && _keys is not null)
                    return false;
                while (_fetches.TryPeek(out var first) && now - first >= TimeSpan.FromMinutes(1))
                    _fetches.Dequeue();
                if (_fetches.Count >= FetchesAMinute)
                    return _failedAt is null;
                _fetches.Enqueue(now);
                _fetching = FetchAsync();
            }

            fetching = _fetching;
        }

        // Who gives up waiting does not take the keys from the others.
        await fetching.WaitAsync(cancellation);
        lock (_gate)
            return _failedAt is null;
    }

    private async Task FetchAsync()
    {
        // Whoever began it has the lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        (IReadOnlyList<TokenKey>? Keys, string Failure) answer = (null, "asking for them failed");
        try
        {
            answer = await AskAsync();
        }
        finally
        {
            lock (_gate)
            {
                _fetching = null;
                _failedAt = answer.Keys is null ? time.GetUtcNow() : null;
                _failure = answer.Failure;
                if (answer.Keys is not null)
                    Volatile.Write(ref _keys, new KeySet(answer.Keys, time.GetUtcNow()));
            }
        }
    }

    private async Task<(IReadOnlyList<TokenKey>? Keys, string Failure)> AskAsync()
    {
        using var late = new CancellationTokenSource(FetchTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("application/jwk-set+json, application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
                return (null, $"the address answered {(int)response.StatusCode}");
            await response.Content.LoadIntoBufferAsync(BytesAtMost, either.Token);
            return (TokenKey.ReadSet(await response.Content.ReadAsByteArrayAsync(either.Token)), "");
        }
        catch (OperationCanceledException)
        {
            return (null, "the address did not answer in time");
        }
        catch (JsonException)
        {
            return (null, "the answer is no key set");
        }
        catch (ConnectorException denied)
        {
            return (null, denied.Message);
        }
        catch (HttpRequestException broken)
        {
            return (null, $"the connection failed ({broken.HttpRequestError})");
        }
        catch (IOException)
        {
            return (null, "the connection broke off");
        }
    }

    private ConnectorException Unavailable()
    {
        lock (_gate)
            return new ConnectorException("WEBHOOK_UNDECIDED", $"The keys of inbound.auth.jwt.jwkUrl could not be fetched: {_failure}.");
    }

    private sealed record KeySet(IReadOnlyList<TokenKey> Keys, DateTimeOffset At)
    {
        public IReadOnlyList<TokenKey> Find(string? keyId, TokenAlgorithm algorithm) =>
            [.. Keys.Where(key => key.Fits(algorithm) && (keyId is null || key.Id == keyId))];
    }
}
