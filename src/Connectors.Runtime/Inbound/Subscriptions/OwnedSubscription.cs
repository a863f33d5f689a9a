using System.Net;

using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Inbound.Subscriptions;

/// <summary>What a subscription's connector sees of the session that it works in.</summary>
internal sealed class OwnedSubscription(InboundSession session) : Subscription
{
    public override string Id => session.Id;

    public override SubscriptionFacts Facts { get; } = session.Facts;

    public override HttpClient Http => session.Ways.Http;

    public override CallDocuments Documents => session.Ways.Documents;

    public override TimeProvider Time => session.Time;

    public override Task<string?> ReadCursorAsync(string part, CancellationToken cancellation) =>
        session.ReadCursorAsync(part, cancellation);

    public override Task MoveCursorAsync(string part, string cursor, CancellationToken cancellation) =>
        session.MoveCursorAsync(part, cursor, cancellation);

    public override ValueTask<bool> CanActivateAsync(object variables, CancellationToken cancellation) =>
        ValueTask.FromResult(session.CanActivate(variables));

    public override Task<Delivery> DeliverAsync(InboundEvent @event, CancellationToken cancellation) =>
        session.DeliverAsync(@event, elements: null, cancellation);

    public override ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        session.Ways.ConnectAsync(host, port, cancellation);

    public override ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation) =>
        session.Ways.CheckNetworkAsync(host, port, cancellation);

    public override void ReportUp(IReadOnlyDictionary<string, string>? details = null) => session.ReportUp(details);

    public override void ReportDown(string reason) => session.ReportDown(reason);

    public override void Log(string line) => session.Log(line);
}
