using System.Text.Json.Serialization;

namespace Fairlead.Server.Examples;

/// <summary>
/// The stock of a shop, which the example processes ask. Part of the server so that the examples need no internet: some items are there,
/// <c>truffle</c> is sold out, <c>slow</c> takes its time, <c>broken</c> fails, and nothing else is known.
/// </summary>
internal sealed class ExamplesApi(TimeProvider time)
{
    /// <summary>Name of the secret that holds this API's address.</summary>
    public const string Secret = "EXAMPLES_URL";

    public const string Path = "/examples";

    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, StockAnswer> Stock = new(StringComparer.OrdinalIgnoreCase)
    {
        ["coffee"] = new("coffee", InStock: true, 12.5m),
        ["slow"] = new("slow", InStock: true, 1m),
        ["tea"] = new("tea", InStock: true, 4.2m),
        ["truffle"] = new("truffle", InStock: false, 95m),
    };

    public void Map(IEndpointRouteBuilder app) => app.MapGet(Path + "/stock", AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        var item = http.Request.Query["item"].ToString();
        if (item is "slow")
            await Task.Delay(SlowAnswer, time, http.RequestAborted);
        if (item is "broken")
            await RefuseAsync(http, StatusCodes.Status500InternalServerError, "The shelf of this item is broken.");
        else if (Stock.TryGetValue(item, out var answer))
            await http.Response.WriteAsJsonAsync(answer, ExamplesJson.Default.StockAnswer, contentType: null, http.RequestAborted);
        else
            await RefuseAsync(
                http, StatusCodes.Status404NotFound, $"There is no item '{item}'. Known are {string.Join(", ", Stock.Keys)}.");
    }

    private static Task RefuseAsync(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(
            new StockRefusal(error), ExamplesJson.Default.StockRefusal, contentType: null, http.RequestAborted);
    }
}

internal sealed record StockAnswer(string Item, bool InStock, decimal Price);

internal sealed record StockRefusal(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StockAnswer))]
[JsonSerializable(typeof(StockRefusal))]
internal sealed partial class ExamplesJson : JsonSerializerContext;
