using System.Globalization;
using Fairlead.Faults.Support;
using Fairlead.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Faults.Polling;

/// <summary>
/// A web server with a list that only grows; <c>?after=N</c> gives what stands behind place N. Killed, it answers nobody and keeps its list.
/// </summary>
internal sealed class PolledApi : MessageSource
{
    private const int ItemsAtMost = 500;

    private readonly Lock _gate = new();
    private readonly List<string> _items = [];
    private Peer? _peer;
    private string _url = "";
    private int _acknowledged;

    private PolledApi()
    {
    }

    public override IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>
    {
        ["inbound.type"] = "io.camunda:http-polling:1",
        ["authentication.type"] = "noAuth",
        ["method"] = "GET",
        ["url"] = _url,
        ["queryParameters"] = "={after: if cursor = null then 0 else cursor}",
        ["httpRequestInterval"] = "PT0.1S",
        ["itemsExpression"] = "=body.items",
        ["itemIdExpression"] = "=item.id",
        ["cursorExpression"] = "=body.next",
        ["resultExpression"] = """=if item.number = null then "none" else {number: item.number}""",
    };

    public override string PoisonCode => "RESULT_NOT_AN_OBJECT";

    public static async Task<MessageSource> StartAsync()
    {
        var api = new PolledApi();
        api._peer = await Peer.StartAsync(api.AnswerAsync);
        api._url = api._peer.Url;
        return api;
    }

    public override Task PublishAsync(IReadOnlyList<int> numbers, CancellationToken cancellation)
    {
        lock (_gate)
            _items.AddRange(numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"m{{number}}","number":{{number}}}""")));
        return Task.CompletedTask;
    }

    public override Task PublishPoisonAsync(CancellationToken cancellation)
    {
        lock (_gate)
            _items.Add("""{"id":"poison"}""");
        return Task.CompletedTask;
    }

    public override string Repaired(int number) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"item":{"id":"poison","number":{{{number}}}}}""");

    public override Task<bool> IsSettledAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_acknowledged == _items.Count);
    }

    public override async Task KillBrokerAsync() => await _peer!.DisposeAsync();

    public override async Task StartBrokerAsync(CancellationToken cancellation) => _peer = await Peer.StartAsync(AnswerAsync, _url);

    public override async ValueTask DisposeAsync()
    {
        await _peer!.DisposeAsync();
        await base.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext http, int number)
    {
        var after = int.Parse(http.Request.Query["after"].ToString(), CultureInfo.InvariantCulture);
        string[] behind;
        lock (_gate)
        {
            // Whoever asks for what stands behind a place has all before it.
            _acknowledged = Math.Max(_acknowledged, after);
            behind = [.. _items.Skip(after).Take(ItemsAtMost)];
        }

        return Peer.JsonAsync(
            http,
            200,
            string.Create(CultureInfo.InvariantCulture, $$"""{"items":[{{string.Join(',', behind)}}],"next":{{after + behind.Length}}}"""));
    }
}
