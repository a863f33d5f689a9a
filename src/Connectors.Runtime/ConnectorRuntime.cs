using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Checking;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Runtime.Inbound.Subscriptions;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Models;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Planning;
using Fairlead.Connectors.Runtime.Polling;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime;

/// <summary>Puts the connector runtime into a host.</summary>
public static class ConnectorRuntime
{
    /// <summary>
    /// Runs the connectors on the <see cref="Protocol.ICluster"/> and by the <see cref="TimeProvider"/> of the host, which also gives
    /// the options their values: it binds each class to its section.
    /// </summary>
    /// <param name="connectors">Classes with <see cref="Sdk.ConnectorAttribute"/>.</param>
    public static IServiceCollection AddConnectorRuntime(this IServiceCollection services, IReadOnlyList<Type> connectors)
    {
        AddOptions<ConnectionsOptions, ConnectionsOptionsValidator>(services);
        AddOptions<ConnectorsOptions, ConnectorsOptionsValidator>(services);
        AddOptions<DocumentsOptions, DocumentsOptionsValidator>(services);
        AddOptions<InboundOptions, InboundOptionsValidator>(services);
        AddOptions<PollingOptions, PollingOptionsValidator>(services);
        AddOptions<WebhooksOptions, WebhooksOptionsValidator>(services);
        AddOptions<SecretsOptions, SecretsOptionsValidator>(services);
        AddOptions<NetworkOptions, NetworkOptionsValidator>(services);
        AddOptions<ProxyOptions, ProxyOptionsValidator>(services);
        AddOptions<CallsOptions, CallsOptionsValidator>(services);

        services.AddMetrics();
        services.AddSingleton<RuntimeMetrics>();
        services.AddSingleton<Expressions>();
        services.AddSingleton<ModelCache>();
        services.AddSingleton<DocumentLinks>();
        services.AddSecrets();
        services.AddSingleton<DocumentService>();
        services.AddSingleton<FunctionLibrary>();
        services.AddSingleton<IntrinsicFunctions>();
        services.AddSingleton(provider => new ConnectorCatalog(
            connectors, provider.GetRequiredService<IOptions<ConnectorsOptions>>().Value, provider));

        services.AddSingleton(provider => new NetworkPolicy(provider.GetRequiredService<IOptions<NetworkOptions>>().Value));
        services.AddSingleton(provider => new HttpTransport(
            provider.GetRequiredService<NetworkPolicy>(), provider.GetRequiredService<IOptions<ProxyOptions>>().Value));
        services.AddSingleton(provider => new InboundHttp(new InboundConnections(provider.GetRequiredService<HttpTransport>())));
        services.AddSingleton<Governor>();
        services.AddSingleton<CallBook>();
        services.AddSingleton<UnknownOutcomes>();
        services.AddSingleton<DeploymentCheck>();
        services.AddSingleton<CallTemplates>();
        services.AddSingleton<CallRemapping>();
        services.AddSingleton<JobDecision>();
        services.AddSingleton<ClusterCommands>();
        services.AddSingleton<JobWork>();
        services.AddSingleton<CallPlanner>();
        services.AddSingleton<CredentialTests>();
        services.AddHostedService<JobLoops>();

        services.AddSingleton<InboundGate>();
        services.AddSingleton<InboxKeeper>();
        services.AddSingleton<Correlator>();
        services.AddSingleton<WebhookRoutes>();
        services.AddSingleton<WebhookActivation>();
        services.AddSingleton<InboundSettings>();
        services.AddSingleton<InboundVariables>();
        services.AddSingleton(provider => new InboundKinds(
            new WebhookInbound(
                provider.GetRequiredService<WebhookActivation>(),
                provider.GetRequiredService<WebhookRoutes>(),
                provider.GetRequiredService<TimeProvider>()),
            new SubscriptionInbound(
                provider.GetRequiredService<ConnectorCatalog>(),
                provider.GetRequiredService<InboundSecrets>(),
                provider.GetRequiredService<InboundSettings>(),
                provider.GetRequiredService<OwnedRuns>()),
            new PollingInbound(
                provider.GetRequiredService<ConnectorCatalog>(),
                provider.GetRequiredService<InboundSecrets>(),
                provider.GetRequiredService<InboundSettings>(),
                provider.GetRequiredService<Expressions>(),
                provider.GetRequiredService<Pollers>())));
        services.AddSingleton<Pollers>();
        services.AddSingleton<OwnedRuns>();
        services.AddSingleton<WebhookLoad>();
        services.AddSingleton<WebhookIntake>();
        services.AddSingleton<WebhookGateway>();
        services.AddSingleton<InboundRegistry>();
        services.AddSingleton<ActivityKeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<ActivityKeeping>());
        services.AddSingleton<InboundSources>();
        services.AddSingleton<InboundForecaster>();
        services.AddSingleton<InboxDriver>();
        services.AddSingleton<WaitingInstances>();
        services.AddSingleton<InboundPlanner>();
        services.AddSingleton<HeldEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<HeldEvents>());
        services.AddSingleton<InboundWanted>();
        services.AddSingleton<InboundActual>();
        services.AddSingleton<InboundSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<InboundSupervisor>());
        return services;
    }

    /// <summary>Serves the webhooks that deployed models ask for below <c>/inbound/</c>.</summary>
    public static IEndpointConventionBuilder MapWebhooks(this IEndpointRouteBuilder app)
    {
        var gateway = app.ServiceProvider.GetRequiredService<WebhookGateway>();
        var options = app.ServiceProvider.GetRequiredService<IOptions<WebhooksOptions>>().Value;
        return app.MapMethods(WebhookAddress.Pattern(options), WebhookAddress.Methods, (RequestDelegate)gateway.HandleAsync);
    }

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }
}
