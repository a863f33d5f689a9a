using Fairlead.Connectors.Runtime.Inbound;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Inbound connectors behind an address.</summary>
internal sealed class WebhookInbound(WebhookActivation activation, WebhookRoutes routes, TimeProvider time) : IInboundKind
{
    /// <summary>A path must answer while its secret changes.</summary>
    public bool TakesOver => true;

    public bool Serves(string type) => activation.Serves(type);

    public Task<IInboundRun> StartAsync(InboundStart start, CancellationToken cancellation)
    {
        var endpoint = activation.Open(
            start.Group, start.Activities, start.Secrets, start.Variables, (start.Before as Run)?.Endpoint);
        start.Activities.Activated();
        return Task.FromResult<IInboundRun>(new Run(endpoint, activation, routes, time));
    }

    private sealed class Run(WebhookEndpoint endpoint, WebhookActivation activation, WebhookRoutes routes, TimeProvider time) : IInboundRun
    {
        private readonly Lock _gate = new();
        private InboundHealth _last = new(InboundState.Active, null, time.GetUtcNow()) { Details = endpoint.Webhook.Details };

        public WebhookEndpoint Endpoint => endpoint;

        public string? Path => endpoint.Path;

        public InboundHealth Health
        {
            get
            {
                var reason = routes.FindRival(endpoint) is { } rival
                    ? $"The path {rival.Path} is in use by process {rival.Group.ProcessId} ({rival.Group.Elements[0].ElementId}): choose "
                        + "another inbound.context, or remove that webhook."
                    : null;
                lock (_gate)
                {
                    var state = reason is null ? InboundState.Active : InboundState.Queued;
                    return _last.State == state && _last.Reason == reason
                        ? _last
                        : _last = new InboundHealth(state, reason, time.GetUtcNow()) { Details = endpoint.Webhook.Details };
                }
            }
        }

        public void Swap(InboundGroup group)
        {
            endpoint.Group = group;
            routes.Refresh(endpoint);
        }

        public Task StopAsync()
        {
            activation.Close(endpoint);
            return Task.CompletedTask;
        }
    }
}
