using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Fairlead.Server.Tests.Support;

/// <summary>
/// Senders that deliver each of some events several times, each time to a server by chance, until it is acknowledged. What was refused or
/// not answered is sent again, as every sender does.
/// </summary>
internal sealed class Traffic
{
    private const int Senders = 6;
    private readonly Func<IReadOnlyList<string>> _servers;
    private readonly ConcurrentQueue<Delivery> _open;
    private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = [];
    private readonly Random _chance;
    private readonly int _all;
    private int _acknowledged;
    private int _sent;
    private int _unanswered;

    /// <param name="servers">Addresses, of which one is chosen each time.</param>
    /// <param name="seed">Decides all that is by chance.</param>
    public Traffic(IReadOnlyList<(string Path, string Id)> events, int times, Func<IReadOnlyList<string>> servers, int seed)
    {
        _chance = new Random(seed);
        _servers = servers;
        var deliveries = Enumerable.Range(0, times).SelectMany(_ => events.Select(one => new Delivery(one.Path, one.Id))).ToArray();
        _chance.Shuffle(deliveries);
        _open = new(deliveries);
        _all = deliveries.Length;
    }

    private sealed record Delivery(string Path, string Id);

    /// <summary>Deliveries that a server said it has.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public int All => _all;

    /// <summary>For people: what was sent and what came back.</summary>
    public string Summary =>
        $"{_all} deliveries in {_sent} requests, {_unanswered} of them without an answer"
        + string.Concat(_answers.OrderBy(answer => answer.Key).Select(answer => $", {answer.Value} × {(int)answer.Key}"));

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync(http, cancellation)));
    }

    private async Task SendAsync(HttpClient http, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Acknowledged < _all)
        {
            if (_open.TryDequeue(out var delivery))
            {
                if (await IsAcknowledgedAsync(http, delivery, cancellation))
                {
                    Interlocked.Increment(ref _acknowledged);
                    continue;
                }

                _open.Enqueue(delivery);
            }

            await pause.WaitForNextTickAsync(cancellation);
        }
    }

    private async Task<bool> IsAcknowledgedAsync(HttpClient http, Delivery delivery, CancellationToken cancellation)
    {
        var servers = _servers();
        string server;
        lock (_chance)
            server = servers[_chance.Next(servers.Count)];
        using var content = new StringContent($$"""{"id":"{{delivery.Id}}"}""", Encoding.UTF8, "application/json");
        Interlocked.Increment(ref _sent);
        try
        {
            using var response = await http.PostAsync($"{server}/inbound/{delivery.Path}", content, cancellation);
            _answers.AddOrUpdate(response.StatusCode, 1, (_, count) => count + 1);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _unanswered);
            return false;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Interlocked.Increment(ref _unanswered);
            return false;
        }
    }
}
