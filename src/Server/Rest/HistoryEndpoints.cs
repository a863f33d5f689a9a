using System.Globalization;
using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Tells what happened to an instance.</summary>
internal sealed class HistoryEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "processInstanceKey";

    public void Map(IEndpointRouteBuilder app) => app.MapGet($"/fairlead/v1/process-instances/{{{Key}}}/history", GetAsync);

    private async Task GetAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        var instance = await cluster.Search.FindInstanceAsync(new ProcessInstanceKey(key), http.RequestAborted)
            ?? throw RequestRefusal.NotFound("process instance", key);
        var after = http.Request.Query["after"].ToString() is { Length: > 0 } cursor ? cursor : null;
        var history = await cluster.Search.FindHistoryAsync(instance.ProcessInstanceKey, after, LimitOf(http), http.RequestAborted);
        await JsonBody.WriteAsync(http, history, JsonBody.Contracts.HistoryResult);
    }

    private static int LimitOf(HttpContext http)
    {
        var text = http.Request.Query["limit"].ToString();
        if (text.Length is 0)
            return HistoryResult.UsualLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= HistoryResult.LimitAtMost
            ? limit
            : throw RequestRefusal.InvalidArgument(
                $"Expected limit to be a number from 1 to {HistoryResult.LimitAtMost}, but it is '{text}'.");
    }
}
