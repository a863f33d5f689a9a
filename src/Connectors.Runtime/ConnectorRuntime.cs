using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Models;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime;

/// <summary>Puts the connector runtime into a host.</summary>
public static class ConnectorRuntime
{
    /// <summary>
    /// Runs the connectors on the <see cref="Protocol.ICluster"/> of the host. Its options are the sections <c>Connectors</c>,
    /// <c>Inbound</c>, <c>Webhooks</c> and <c>Secrets</c> of the host's configuration.
    /// </summary>
    /// <param name="connectors">Classes with <see cref="Sdk.ConnectorAttribute"/>.</param>
    public static IServiceCollection AddConnectorRuntime(this IServiceCollection services, IReadOnlyList<Type> connectors)
    {
        AddOptions<ConnectorsOptions, ConnectorsOptionsValidator>(services, ConnectorsOptions.Section);
        AddOptions<InboundOptions, InboundOptionsValidator>(services, InboundOptions.Section);
        AddOptions<WebhooksOptions, WebhooksOptionsValidator>(services, WebhooksOptions.Section);
        AddOptions<SecretsOptions, SecretsOptionsValidator>(services, SecretsOptions.Section);

        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<RuntimeMetrics>();
        services.AddSingleton<Expressions>();
        services.AddSingleton<ModelCache>();
        services.AddSingleton(provider => new SecretStore(provider.GetRequiredService<IOptions<SecretsOptions>>()));
        services.AddSingleton<JobSecrets>();
        services.AddSingleton(provider => new ConnectorCatalog(
            connectors, provider.GetRequiredService<IOptions<ConnectorsOptions>>().Value, provider));

        services.AddSingleton<JobDecision>();
        services.AddSingleton<ClusterCommands>();
        services.AddSingleton<JobWork>();
        services.AddHostedService<JobLoops>();

        services.AddSingleton<Correlator>();
        services.AddSingleton<WebhookRoutes>();
        services.AddSingleton<WebhookActivation>();
        services.AddSingleton<WebhookGateway>();
        services.AddSingleton<InboundRegistry>();
        services.AddSingleton<InboundWanted>();
        services.AddSingleton<InboundActual>();
        services.AddSingleton<InboundSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<InboundSupervisor>());
        return services;
    }

    /// <summary>Serves the webhooks that deployed models ask for at <c>/inbound/{context}</c>.</summary>
    public static IEndpointConventionBuilder MapWebhooks(this IEndpointRouteBuilder app)
    {
        var gateway = app.ServiceProvider.GetRequiredService<WebhookGateway>();
        return app.MapMethods("/inbound/{context}", ["GET", "HEAD", "POST", "PUT", "DELETE"], (RequestDelegate)gateway.HandleAsync);
    }

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }
}
