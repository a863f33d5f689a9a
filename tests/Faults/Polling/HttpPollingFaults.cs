using Fairlead.Faults.Support;

namespace Fairlead.Faults.Polling;

/// <summary>An API that is asked again and again, with a cursor.</summary>
public sealed class HttpPollingFaults : SubscriptionFaultContract
{
    protected override string Connector => "HTTP polling";

    protected override async Task<MessageSource> OpenAsync(string name, CancellationToken cancellation) => await PolledApi.StartAsync();
}
