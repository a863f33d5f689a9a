using Fairlead.Protocol;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>What a sender is told when the cluster refuses its event. The cluster's own words may name other people's processes.</summary>
internal static class ClusterStatus
{
    public static WebhookRefusal Refusal(ClusterError error) => error switch
    {
        ClusterError.InvalidArgument => Of(StatusCodes.Status400BadRequest, "The process does not accept this event."),
        ClusterError.NotFound => Of(StatusCodes.Status404NotFound, "No instance waits for this event."),
        ClusterError.AlreadyExists => Of(StatusCodes.Status409Conflict, "The event is being worked on already."),
        ClusterError.InvalidState => Of(StatusCodes.Status412PreconditionFailed, "The process is not in a state to take this event."),
        ClusterError.ResourceExhausted => Of(
            StatusCodes.Status429TooManyRequests, "The cluster is busy: send the event again in a moment.", isSoonOver: true),
        ClusterError.Unavailable => Of(
            StatusCodes.Status503ServiceUnavailable, "The cluster cannot be reached: send the event again.", isSoonOver: true),
        // The cluster has it: only the wait is over.
        ClusterError.DeadlineExceeded => Of(
            StatusCodes.Status504GatewayTimeout,
            "The event was accepted, but its process did not end in time and runs on: do not send the event again."),
        ClusterError.Internal => Of(StatusCodes.Status500InternalServerError, "The cluster failed on this event."),
    };

    private static WebhookRefusal Of(int status, string detail, bool isSoonOver = false) => WebhookRefusal.Of(
        status, "WEBHOOK_CLUSTER", detail, isSoonOver ? ("Retry-After", WebhookLoad.RetryAfter) : null);
}
