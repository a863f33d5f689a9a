using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class MessageEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/messages/publication", PublishAsync);
        api.MapPost("/messages/correlation", CorrelateAsync);
    }

    private static async Task PublishAsync(HttpContext context)
    {
        var request = await Exchange.ReadAsync(context, RestJson.Default.MessagePublicationRequest);
        Exchange.CheckTenant(request.TenantId);
        var published = await context.RequestServices.GetRequiredService<ICluster>().PublishMessageAsync(
            new PublishMessage
            {
                Name = request.Name,
                CorrelationKey = request.CorrelationKey ?? "",
                TimeToLive = Exchange.Milliseconds(request.TimeToLive ?? 0, "timeToLive"),
                MessageId = request.MessageId ?? "",
                Variables = request.Variables?.Utf8 ?? default,
            },
            context.RequestAborted);
        await Exchange.WriteAsync(
            context, new MessagePublicationResult { MessageKey = published.Key }, RestJson.Default.MessagePublicationResult);
    }

    private static async Task CorrelateAsync(HttpContext context)
    {
        var request = await Exchange.ReadAsync(context, RestJson.Default.MessageCorrelationRequest);
        Exchange.CheckTenant(request.TenantId);
        var correlated = await context.RequestServices.GetRequiredService<ICluster>().CorrelateMessageAsync(
            new CorrelateMessage
            {
                Name = request.Name,
                CorrelationKey = request.CorrelationKey ?? "",
                Variables = request.Variables?.Utf8 ?? default,
            },
            context.RequestAborted);
        await Exchange.WriteAsync(
            context,
            new MessageCorrelationResult { MessageKey = correlated.Key, ProcessInstanceKey = correlated.InstanceKey },
            RestJson.Default.MessageCorrelationResult);
    }
}
