using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Polling;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;

using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>Binds the runtime's options to their sections, as a host does.</summary>
internal static class Sections
{
    public static IServiceCollection BindSections(this IServiceCollection services)
    {
        services.AddOptions<CallsOptions>().BindConfiguration(CallsOptions.Section);
        services.AddOptions<ConnectionsOptions>().BindConfiguration(ConnectionsOptions.Section);
        services.AddOptions<ConnectorsOptions>().BindConfiguration(ConnectorsOptions.Section);
        services.AddOptions<DocumentsOptions>().BindConfiguration(DocumentsOptions.Section);
        services.AddOptions<InboundOptions>().BindConfiguration(InboundOptions.Section);
        services.AddOptions<NetworkOptions>().BindConfiguration(NetworkOptions.Section);
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section);
        services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section);
        services.AddOptions<PollingOptions>().BindConfiguration(PollingOptions.Section);
        services.AddOptions<WebhooksOptions>().BindConfiguration(WebhooksOptions.Section);
        return services;
    }
}
