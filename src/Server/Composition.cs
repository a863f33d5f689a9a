using Fairlead.Broker;
using Fairlead.Connectors;
using Fairlead.Connectors.Runtime;
using Fairlead.Server.Examples;
using Fairlead.Server.Http;
using Fairlead.Server.Rest;

using Microsoft.Extensions.Logging.Console;

namespace Fairlead.Server;

/// <summary>The only place that knows all parts.</summary>
internal static class Composition
{
    /// <summary>Largest body of a REST request, in bytes: variables of 4 MB or some diagrams.</summary>
    private const long BodyAtMostBytes = 20 << 20;

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyAtMostBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 << 10;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System", LogLevel.Warning);
        // Standard output is for people and scripts; what the server notes goes beside it.
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        var examples = ExampleMode.Of(builder.Configuration);
        builder.Services.AddSingleton(examples);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<HttpClient>(_ => new HttpClient());
        builder.Services.AddRoutingCore();
        builder.Services.AddBroker();
        builder.Services.AddConnectorRuntime(BuiltIn.Connectors);
        return builder.Build();
    }

    public static void Map(WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.MapWebhooks();
        var api = app.MapGroup("/v2");
        ClusterEndpoints.Map(app, api);
        DeploymentEndpoints.Map(api);
        ElementInstanceEndpoints.Map(api);
        IncidentEndpoints.Map(api);
        JobEndpoints.Map(api);
        MessageEndpoints.Map(api);
        ProcessDefinitionEndpoints.Map(api);
        ProcessInstanceEndpoints.Map(api);
        VariableEndpoints.Map(api);
        app.Services.GetRequiredService<ExampleMode>().Map(app);
    }
}
