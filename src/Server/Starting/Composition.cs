using Fairlead.Broker;
using Fairlead.Broker.Calls;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Checking;
using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Planning;
using Fairlead.Connectors.Runtime.Polling;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Secrets.Vault;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Attached;
using Fairlead.Server.Examples;
using Fairlead.Server.Http;
using Fairlead.Server.Plugins;
using Fairlead.Server.Management;
using Fairlead.Server.Rest;
using Fairlead.Server.Starting.Original;
using Fairlead.Server.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Starting;

/// <summary>Puts the parts together. Nothing else in the product does.</summary>
internal static class Composition
{
    /// <summary>Everything but what needs an open cluster.</summary>
    public static WebApplication Build(ServerArguments arguments, out ListenAddress listen)
    {
        // The empty builder: no file watchers, no appsettings.json, no developer's pages, and a start in a fraction of a second.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Fairlead" });
        ServerConfiguration.AddTo(builder.Configuration, arguments);
        builder.Services.AddSingleton(OriginalSettings.AddTo(builder.Configuration, OriginalConnectors.Of(Shipped.Connectors)));
        AddLogging(builder);

        var options = ReadOptions(builder.Configuration);
        var address = ListenAddress.Parse(options.Address);
        var management = options.ManagementAddress is { Length: > 0 } separate ? ListenAddress.Parse(separate) : null;
        listen = address;
        if (arguments.ExamplesFolders.Count > 0)
        {
            builder.Configuration[$"Secrets:Values:{ExamplesApi.Secret}"] = address.BaseUrl + ExamplesApi.Path;
            // This one place only: what else runs on this machine is none of the examples' business.
            builder.Configuration[$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowHosts)}:examples"] = new Uri(address.BaseUrl).Authority;
        }

        builder.Services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section).ValidateOnStart();
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        builder.Services.AddOptions<BrokerOptions>().BindConfiguration(BrokerOptions.Section);
        builder.Services.AddOptions<CallsOptions>().BindConfiguration(CallsOptions.Section);
        builder.Services.AddOptions<ConnectionsOptions>().BindConfiguration(ConnectionsOptions.Section);
        builder.Services.AddOptions<ConnectorsOptions>().BindConfiguration(ConnectorsOptions.Section);
        builder.Services.AddOptions<DocumentsOptions>().BindConfiguration(DocumentsOptions.Section)
            .PostConfigure(documents => documents.ListenUrl = address.BaseUrl);
        builder.Services.AddOptions<InboundOptions>().BindConfiguration(InboundOptions.Section);
        builder.Services.AddOptions<NetworkOptions>().BindConfiguration(NetworkOptions.Section);
        builder.Services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section);
        builder.Services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section);
        builder.Services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section);
        builder.Services.AddOptions<PollingOptions>().BindConfiguration(PollingOptions.Section);
        SqlSetup.AddTo(builder.Services);
        builder.Services.AddOptions<WebhooksOptions>().BindConfiguration(WebhooksOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<MetricBook>();
        builder.Services.AddSingleton(new ManagementAddress(management));
        AddCluster(builder);
        builder.Services.AddConnectorRuntime(
            [.. Shipped.Connectors, .. PluginFolder.Load(builder.Configuration[PluginFolder.Key], builder.Configuration[ServerConfiguration.DataFolderKey], Shipped.Connectors)]);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, address, management));
        return builder.Build();
    }

    /// <summary>The addresses that this process answers at. Needs an open cluster.</summary>
    public static void Map(WebApplication app, ServerArguments arguments)
    {
        var cluster = app.Services.GetRequiredService<EmbeddedCluster>();
        var time = app.Services.GetRequiredService<TimeProvider>();
        var stopping = app.Lifetime.ApplicationStopping;
        UseCommon(app);
        new ClusterEndpoints(cluster).Map(app);
        new RuntimeEndpoints(cluster, stopping).Map(app);
        new DeploymentEndpoints(cluster, new DeploymentReview(cluster, app.Services.GetRequiredService<DeploymentCheck>())).Map(app);
        new ResourceEndpoints(cluster).Map(app);
        new DocumentEndpoints(
            cluster.Documents,
            app.Services.GetRequiredService<DocumentLinks>(),
            app.Services.GetRequiredService<ILogger<DocumentEndpoints>>()).Map(app);
        new ProcessDefinitionEndpoints(cluster).Map(app);
        new DecisionEndpoints(cluster).Map(app);
        new ProcessInstanceEndpoints(cluster, stopping).Map(app);
        new HistoryEndpoints(cluster).Map(app);
        new ModificationEndpoints(cluster).Map(app);
        new ElementInstanceEndpoints(cluster).Map(app);
        new VariableEndpoints(cluster).Map(app);
        new ClusterVariableEndpoints(cluster).Map(app);
        new ExplanationEndpoints(cluster).Map(app);
        new PlanEndpoints(cluster, app.Services.GetRequiredService<CallPlanner>(), time).Map(app);
        ActivatorUtilities.CreateInstance<InboxDriveEndpoints>(app.Services).Map(app);
        new IncidentEndpoints(cluster).Map(app);
        new UserTaskEndpoints(cluster).Map(app);
        new JobEndpoints(cluster, app.Services.GetRequiredService<ILogger<JobEndpoints>>(), stopping).Map(app);
        var calls = app.Services.GetRequiredService<CallStore>();
        var callReader = new CallReader(calls, app.Services.GetRequiredService<CallTemplates>(), cluster.Search.SearchAsync);
        new CallEndpoints(calls, callReader).Map(app);
        new CallRepairEndpoints(calls, callReader, app.Services.GetRequiredService<CallRemapping>(), cluster).Map(app);
        new MessageEndpoints(cluster).Map(app);
        ActivatorUtilities.CreateInstance<InboxEndpoints>(app.Services).Map(app);
        new SourceEndpoints(cluster).Map(app);
        new ConditionalEndpoints(cluster).Map(app);
        new ExpressionEndpoints(cluster, time).Map(app);
        MapRuntime(app);
        if (arguments.ExamplesFolders.Count > 0)
            new ExamplesApi(time).Map(app);
    }

    /// <summary>The addresses when the cluster is elsewhere: what is about the connectors of this process. Needs open stores.</summary>
    public static void MapAttached(WebApplication app)
    {
        UseCommon(app);
        var calls = app.Services.GetRequiredService<CallStore>();
        var cluster = app.Services.GetRequiredService<ClusterClient>();
        new CallEndpoints(calls, new CallReader(calls, app.Services.GetRequiredService<CallTemplates>(), cluster.SearchAsync)).Map(app);
        MapRuntime(app);
        app.Map("/v2/{**rest}", AttachedRegistration.RefuseAsync);
    }

    private static void UseCommon(WebApplication app)
    {
        app.Use(RequestSpans.HandleAsync);
        app.Use(new Problems(app.Services.GetRequiredService<ILogger<Problems>>()).HandleAsync);
        var options = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        app.Use(new HostCheck(ListenAddress.Parse(options.Address), options.Hosts).HandleAsync);
        if (app.Services.GetRequiredService<ManagementAddress>().Listen is { } management)
            app.Use(ManagementEndpoint.Separate(management.Port));
    }

    /// <summary>What concerns the connectors of this process, wherever the cluster is.</summary>
    private static void MapRuntime(WebApplication app)
    {
        new ConnectionEndpoints(app.Services.GetRequiredService<Governor>()).Map(app);
        ActivatorUtilities.CreateInstance<SecretEndpoints>(app.Services).Map(app);
        new HealthEndpoints(app.Services.GetRequiredService<ClusterState>()).Map(app);
        ManagementEndpoints.Map(app);
        app.MapWebhooks();
    }

    private static void AddCluster(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        if (builder.Configuration[ClusterOptions.AddressKey] is { Length: > 0 })
        {
            builder.Services.AddAttachedCluster();
            return;
        }

        builder.Services.AddBroker();
        builder.Services.AddSingleton(provider => ClusterState.Of(provider.GetRequiredService<EmbeddedCluster>()));
    }

    /// <remarks>Kestrel and the stop timeout need them before the container exists.</remarks>
    private static ServerOptions ReadOptions(IConfiguration configuration)
    {
        var options = new ServerOptions();
        configuration.GetSection(ServerOptions.Section).Bind(options);
        var result = new ServerOptionsValidator().Validate(name: null, options);
        return result.Failed
            ? throw new OptionsValidationException(ServerOptions.Section, typeof(ServerOptions), result.Failures)
            : options;
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, ListenAddress address, ListenAddress? management)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.RequestBytesAtMost;
        kestrel.Limits.MaxConcurrentConnections = options.ConnectionsAtMost;
        // Taken from the socket before anybody asks for it, for each connection, and counted by nobody.
        kestrel.Limits.MaxRequestBufferSize = 64 * 1024;
        address.Apply(kestrel);
        management?.Apply(kestrel);
    }

    /// <summary>Standard output belongs to the banner, so that it can be read and piped.</summary>
    private static void AddLogging(WebApplicationBuilder builder)
    {
        // Without it the host makes a log scope and an activity for each request, whether or not anybody reads them. A setting wins.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // It repeats with a stack trace what the process says in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (JsonLines.AreWanted(builder.Configuration))
        {
            builder.Logging.AddConsole(console => console.FormatterName = JsonLines.FormatterName);
            builder.Logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Default;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.UseUtcTimestamp = true;
            });
        }

        builder.Services.AddSingleton<LoggerLevels>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LoggerLevels>());
        builder.Services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(services => services.GetRequiredService<LoggerLevels>());
        builder.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(services => services.GetRequiredService<LoggerLevels>());
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
