using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Server.Attached;
using Fairlead.Server.Management;
using Fairlead.Server.Telemetry;
using static Fairlead.Server.Starting.Original.OriginalName;

namespace Fairlead.Server.Starting.Original;

/// <summary>The names of the original's configuration that this server knows. <c>docs/settings.md</c> shows them; a test compares.</summary>
internal static class OriginalNames
{
    private const string Unasked = "the cluster's own monitoring is not asked.";
    private const string Login = "give Cluster:Address and, to log in, Cluster:Username or a token by Cluster:TokenFile.";
    private const string Asked = "jobs are asked for with a long poll.";
    private const string Java = "it names a Java class; connectors of your own come from the plug-in folder (docs/connectors.md).";
    private const string One = "what models ask for is compared with what runs, in one round.";
    private const string Block = "Write what is blocked to Network:DenyHosts or Network:DenyRanges (docs/network.md), and remove this.";

    public static IReadOnlyList<OriginalName> All { get; } =
    [
        Duration("camunda.connector.polling.interval", Of(InboundOptions.Section, nameof(InboundOptions.Interval))),
        new Nothing("camunda.connector.polling.enabled", "inbound connectors always run; Connectors:RunsWebhooks turns webhooks off."),
        new Nothing("camunda.connector.polling.initial-delay", "the first comparison is over before the server listens."),
        new Nothing("camunda.connector.polling.active-versions-enabled", "older versions that still have waiting instances always count."),
        new Nothing("camunda.connector.process-definition-search.page-size", One),
        new Nothing("camunda.connector.inbound.process-definition-cache.enabled", "versions that were read are always remembered."),
        new Nothing("camunda.connector.inbound.process-definition-cache.max-size", "versions that were read are always remembered."),
        Duration("camunda.connector.inbound.message.ttl", Of(InboundOptions.Section, nameof(InboundOptions.MessageTimeToLive))),
        Text("camunda.connector.inbound.log.size", Of(InboundOptions.Section, nameof(InboundOptions.ActivitiesAtMost))),
        Flag("camunda.connector.webhook.enabled", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.RunsWebhooks))),
        new Nothing("camunda.connector.webhook.append-physical-tenant-and-tenant-to-path", "there is one physical tenant, and paths are shared by all tenants."),
        new Nothing("camunda.connector.virtual-threads.enabled", "calls hold no thread while they wait."),
        Text("camunda.connector.secretprovider.environment.prefix", Of(SecretsOptions.Section, nameof(SecretsOptions.Prefix))),
        Flag("camunda.connector.secretprovider.environment.tenantaware", Of(SecretsOptions.Section, nameof(SecretsOptions.TenantAware))),
        Flag("camunda.connector.secretprovider.environment.processdefinitionaware", Of(SecretsOptions.Section, nameof(SecretsOptions.ProcessAware))),
        new Nothing("camunda.connector.secretprovider.environment.physicaltenantaware", "there is one physical tenant; write default_ behind Secrets:Prefix."),
        new Nothing("camunda.connector.secretprovider.environment.enabled", "the environment is always looked into, below Secrets:Prefix only."),
        new Nothing("camunda.connector.secretprovider.discovery.enabled", "providers are those of docs/secrets.md."),
        new Nothing("camunda.connector.secretprovider.console.enabled", "there is no console that keeps secrets."),
        new Nothing("camunda.connector.secretprovider.console.endpoint", "there is no console that keeps secrets."),
        new Nothing("camunda.connector.secretprovider.console.audience", "there is no console that keeps secrets."),
        new Nothing("camunda.connector.secrets.cache.millis", "the cloud's secret managers are not read; docs/secrets.md lists the providers."),
        new Nothing("camunda.connector.secret-resolver.secret-filter.mode", "always strict: secrets are filled in where the model writes them."),
        new Nothing("camunda.connector.secret-resolver.secret-filter.cache.enabled", "where a model writes secrets is always remembered."),
        new Nothing("camunda.connector.secret-resolver.secret-filter.cache.max-size", "where a model writes secrets is always remembered."),
        new Nothing("camunda.connector.validation.hosts.enabled", "the network policy is always on (docs/network.md)."),
        new List("camunda.connector.validation.hosts.allow-ranges", Of(NetworkOptions.Section, nameof(NetworkOptions.AllowRanges))),
        new List("camunda.connector.validation.hosts.deny-ranges", Of(NetworkOptions.Section, nameof(NetworkOptions.DenyRanges))),
        Flag("camunda.connector.validation.hosts.unsafe-allow-private-ranges", Of(NetworkOptions.Section, nameof(NetworkOptions.AllowPrivate))),
        Flag("camunda.connector.validation.hosts.unsafe-allow-loopback", Of(NetworkOptions.Section, nameof(NetworkOptions.AllowLoopback))),
        new Refused("camunda.connector.http.block.url.<NAME>", Block),
        new Refused("camunda.connector.http.block.port.<NAME>", Block),
        new Refused("camunda.connector.http.block.regex.<NAME>", Block),
        new Nothing("camunda.connector.oauth.cache.skew-buffer", "a token is not used in its last 10 seconds."),
        new Nothing("camunda.connector.headless.serviceurl", "nothing asks this server for its own address."),
        Text("camunda.connector.hostname", RuntimeName.Key),
        new Nothing("camunda.connector.broker.monitoring.enabled", Unasked),
        new Nothing("camunda.connector.broker.monitoring.port", Unasked),
        new Nothing("camunda.connector.broker.monitoring.addresses", Unasked),
        new Nothing("server.max-http-request-header-size", "headers of a request have at most 32 KB."),
        new Setting("connectors.log.appender", JsonLines.Setting, value => value is "stackdriver" ? "json" : value is "default" or "" ? "text" : null, "stackdriver or default"),

        new List("connector.outbound.enabled", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.OutboundEnabled))),
        new List("connector.outbound.disabled", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.Disabled))),
        new List("connector.inbound.disabled", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.Disabled))),
        new Setting(
            "connector.outbound.discovery.disabled", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.RunsOutbound)), _ => "false", "any value"),
        new Setting(
            "connector.inbound.discovery.disabled", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.RunsWebhooks)), _ => "false", "any value"),
        new OfType("connector.<NAME>.type", "`Connectors:Aliases`, with `Instead`: the connector serves that job type and not its own"),
        new OfType("connector.<NAME>.timeout", "`Connectors:Types`, `Timeout`; in ms"),
        new Nothing("connector.<NAME>.function", Java),
        new Nothing("connector.<NAME>.input.variables", Java),
        .. Proxy("connector.http.proxy", nameof(ProxyOptions.Http)),
        .. Proxy("connector.https.proxy", nameof(ProxyOptions.Https)),
        .. Proxy("connector.http.plain.proxy", nameof(ProxyOptions.Http)),
        .. Proxy("connector.https.plain.proxy", nameof(ProxyOptions.Https)),
        new List("connector.http.non.proxy.hosts", Of(ProxyOptions.Section, nameof(ProxyOptions.NotFor))) { Separator = '|' },
        new Nothing("connector.http.client.max.body.size", "an answer has at most 50 MB; what a process keeps, at most 1.5 MiB."),

        Text("camunda.client.worker.defaults.max-jobs-active", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.JobsAtMost))),
        Duration("camunda.client.worker.defaults.timeout", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.Timeout))),
        Duration("camunda.client.worker.defaults.request-timeout", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.Wait))),
        Text("camunda.client.worker.defaults.name", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.Worker))),
        Flag("camunda.client.worker.defaults.enabled", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.RunsOutbound))),
        new List("camunda.client.worker.defaults.tenant-ids", Of(ConnectorsOptions.Section, nameof(ConnectorsOptions.TenantIds))),
        new Nothing("camunda.client.worker.defaults.poll-interval", Asked),
        new Nothing("camunda.client.worker.defaults.stream-enabled", Asked),
        new Nothing("camunda.client.worker.defaults.stream-timeout", Asked),
        new Nothing("camunda.client.worker.defaults.<OTHER>", "the connectors of this server need no worker settings but those above."),
        new OfType("camunda.client.worker.override.[<TYPE>].type", "`Connectors:Aliases`, with `Instead`"),
        new OfType("camunda.client.worker.override.[<TYPE>].timeout", "`Connectors:Types`, `Timeout`"),
        new OfType("camunda.client.worker.override.[<TYPE>].max-jobs-active", "`Connectors:Types`, `JobsAtMost`"),
        new OfType("camunda.client.worker.override.[<TYPE>].enabled", "`Connectors:Disabled`, where it is false"),
        new Nothing("camunda.client.worker.override.[<TYPE>].<OTHER>", "the connectors of this server need no worker settings but those above."),
        Text("camunda.client.rest-address", Of(ClusterOptions.Section, nameof(ClusterOptions.Address))),
        Text("camunda.client.auth.username", Of(ClusterOptions.Section, nameof(ClusterOptions.Username))),
        Text("camunda.client.auth.password", Of(ClusterOptions.Section, nameof(ClusterOptions.Password))),
        new Nothing("camunda.client.auth.<PART>", Login),
        new Nothing("camunda.client.cloud.<PART>", Login),
        new Nothing("camunda.client.mode", "Cluster:Address says where the cluster is; without it, it is in this process."),
        new Nothing("camunda.client.grpc-address", "a cluster elsewhere is reached over REST: Cluster:Address."),
        new Nothing("camunda.client.prefer-rest-over-grpc", "a cluster elsewhere is reached over REST."),
        new Nothing("camunda.client.tenant-id", "a tenant is said where it is meant (docs/tenants.md)."),
        new Nothing("camunda.clients.<NAME>.<PART>", "one server is one cluster; run a server for each."),
    ];

    private static IEnumerable<OriginalName> Proxy(string name, string which) =>
        ((string[])[nameof(ProxyServerOptions.Host), nameof(ProxyServerOptions.Port), nameof(ProxyServerOptions.Scheme), nameof(ProxyServerOptions.User),
            nameof(ProxyServerOptions.Password)])
        .Select(part => Text($"{name}.{part.ToLowerInvariant()}", $"{ProxyOptions.Section}:{which}:{part}"));

    private static string Of(string section, string name) => $"{section}:{name}";

    private static Setting Text(string name, string key) => new(name, key, static value => value, "text or a number, as our setting takes it");

    private static Setting Flag(string name, string key) => new(
        name, key, static value => value.Trim().ToLowerInvariant() is "true" or "false" ? value.Trim() : null, "true or false");

    private static Setting Duration(string name, string key) => new(
        name,
        key,
        static value => OriginalDuration.TryParse(value, out var duration) ? duration.ToString("c") : null,
        "a duration such as PT30S, 30s or 30000 (ms)");
}
