using System.Text.Json;

namespace Fairlead.Server.Examples;

/// <summary>The API that the order example calls, so that it needs no internet: which items there are and what they cost.</summary>
internal static class StockApi
{
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, (bool InStock, decimal Price)> Items = new(StringComparer.OrdinalIgnoreCase)
    {
        ["coffee"] = (true, 12.5m),
        ["tea"] = (true, 7.9m),
        ["truffle"] = (false, 190m),
        ["slow"] = (true, 1m),
    };

    public static async Task AnswerAsync(HttpContext context)
    {
        var item = context.Request.Query["item"].ToString();
        if (item == "slow") await Task.Delay(SlowAnswer, context.RequestServices.GetRequiredService<TimeProvider>(), context.RequestAborted);
        // The item "broken" lets a person see how a failed call becomes an incident.
        var status = item == "broken" ? 500 : Items.ContainsKey(item) ? 200 : 404;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.Body);
        writer.WriteStartObject();
        writer.WriteString("item", item);
        switch (status)
        {
            case 200:
                writer.WriteBoolean("inStock", Items[item].InStock);
                writer.WriteNumber("price", Items[item].Price);
                break;
            case 404:
                writer.WriteString("error", $"There is no item '{item}'.");
                break;
            default:
                writer.WriteString("error", "The stock system is broken, as this example wants it.");
                break;
        }

        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }
}
