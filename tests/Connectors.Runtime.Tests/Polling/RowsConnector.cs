using System.Net.Http.Json;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>Asks an API for a list of rows, a page at a time, and deletes there what is durable here.</summary>
[Connector("test:rows:1", Name = "Rows", Description = "Takes rows from an API.")]
internal sealed class RowsConnector : IPollingConnector<RowsSettings>
{
    public TimeSpan IntervalOf(RowsSettings settings) => TimeSpan.FromMinutes(1);

    public async Task<PollAnswer> PollAsync(RowsSettings settings, Poll poll, CancellationToken cancellation)
    {
        var rows = (await poll.Http.GetFromJsonAsync<JsonElement[]>(settings.Url, cancellation))!;
        return new PollAnswer
        {
            Events = [.. rows.Select(row => new InboundEvent { Id = IdOf(row), Variables = new { row } })],
            HasMore = rows.Length > 0,
            Receipt = new Taken(settings.Url, rows, poll),
        };
    }

    private static string IdOf(JsonElement row) => row.GetProperty("id").GetRawText();

    private sealed class Taken(string url, JsonElement[] rows, Poll poll) : IPollReceipt
    {
        public async Task SettleAsync(IReadOnlyList<Delivery?> deliveries, CancellationToken cancellation)
        {
            foreach (var (row, delivery) in rows.Zip(deliveries))
            {
                if (delivery is not (null or Delivery.Refused))
                    (await poll.Http.DeleteAsync($"{url}/{IdOf(row)}", cancellation)).EnsureSuccessStatusCode();
            }
        }

        public async ValueTask DisposeAsync() => await poll.Http.PutAsync(url, content: null, CancellationToken.None);
    }
}

internal sealed record RowsSettings(string Url);
