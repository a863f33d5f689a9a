using System.Security.Cryptography;
using System.Text;
using Fairlead.Connectors.Sdk;
using MailKit;

namespace Fairlead.Connectors.Email.Sessions;

/// <summary>Sessions that are logged in and have nothing to do: kept for a while for the next call to the same mailbox.</summary>
internal sealed class MailPool<TClient>(TimeProvider time) : IDisposable
    where TClient : class, IMailService
{
    /// <summary>Of one server and login; what is more is closed.</summary>
    private const int IdleAtMost = 8;

    /// <summary>Servers end a session that says nothing, most after five minutes.</summary>
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskingAtMost = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Idle>> _idle = new(StringComparer.Ordinal);
    private readonly List<ITimer> _sweeps = [];

    /// <summary>Works in a session of before that still lives, or in a new one.</summary>
    /// <param name="create">Makes a client of the protocol.</param>
    /// <param name="mayStay">Whether it may be used once more; it works then.</param>
    /// <param name="limit">Of the work alone.</param>
    /// <exception cref="ConnectorException">It went wrong.</exception>
    public async Task<T> UseAsync<T>(
        MailServer server,
        EmailAuthentication authentication,
        OutboundCall call,
        Func<TClient> create,
        Func<TClient, CancellationToken, Task<T>> work,
        Func<TClient, bool> mayStay,
        TimeSpan limit,
        CancellationToken cancellation)
    {
        var key = KeyOf(server, authentication);
        var client = await TakeAliveAsync(server, key, cancellation)
            ?? await MailConnection.OpenAsync(server, authentication, create, call.ConnectAsync, time, cancellation);
        var isInOrder = false;
        try
        {
            var result = await MailFailure.NamedAsync(server, token => work(client, token), (limit, time), cancellation);
            isInOrder = true;
            return result;
        }
        catch (ConnectorException refused) when (!MailFailure.BreaksSession(refused))
        {
            isInOrder = true;
            throw;
        }
        finally
        {
            if (isInOrder && mayStay(client))
                Return(key, client);
            else
                client.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var sweep in _sweeps)
                sweep.Dispose();
            foreach (var idle in _idle.Values.SelectMany(idle => idle))
                idle.Client.Dispose();
            _idle.Clear();
        }
    }

    /// <summary>The server and who logged in there; it holds no secret.</summary>
    private static string KeyOf(MailServer server, EmailAuthentication authentication) => authentication is EmailAuthentication.Simple login
        ? $"{server.Place} {server.Encryption} {login.Username} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login.Password.Reveal())))}"
        : $"{server.Place} {server.Encryption}";

    private async Task<TClient?> TakeAliveAsync(MailServer server, string key, CancellationToken cancellation)
    {
        while (Take(key) is { } client)
        {
            try
            {
                return await MailFailure.NamedAsync(server, AskAsync, (AskingAtMost, time), cancellation);
            }
            catch (ConnectorException)
            {
                client.Dispose();
            }

            async Task<TClient> AskAsync(CancellationToken token)
            {
                await client.NoOpAsync(token);
                return client;
            }
        }

        return null;
    }

    private TClient? Take(string key)
    {
        lock (_gate)
        {
            if (!_idle.TryGetValue(key, out var idle) || idle.Count is 0)
                return null;
            var last = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return last.Client;
        }
    }

    private void Return(string key, TClient client)
    {
        lock (_gate)
        {
            if (!_idle.TryGetValue(key, out var idle))
                _idle[key] = idle = [];
            if (client.IsConnected && idle.Count < IdleAtMost)
            {
                idle.Add(new Idle(client, time.GetTimestamp()));
                if (_sweeps.Count is 0)
                    _sweeps.Add(time.CreateTimer(_ => Sweep(), null, IdleFor, Timeout.InfiniteTimeSpan));
                return;
            }
        }

        client.Dispose();
    }

    private void Sweep()
    {
        lock (_gate)
        {
            foreach (var (key, idle) in _idle.ToList())
            {
                foreach (var old in idle.Where(old => time.GetElapsedTime(old.Since) >= IdleFor).ToList())
                {
                    idle.Remove(old);
                    old.Client.Dispose();
                }

                if (idle.Count is 0)
                    _idle.Remove(key);
            }

            foreach (var sweep in _sweeps)
                sweep.Dispose();
            _sweeps.Clear();
            if (_idle.Count > 0)
                _sweeps.Add(time.CreateTimer(_ => Sweep(), null, IdleFor, Timeout.InfiniteTimeSpan));
        }
    }

    private sealed record Idle(TClient Client, long Since);
}
