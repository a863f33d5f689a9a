namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>
/// Models name the properties of the Java client; the client here, librdkafka, knows most of them by the same name. The others are here.
/// </summary>
/// <remarks>Source: the configuration pages of Apache Kafka 4.1, and CONFIGURATION.md of librdkafka 2.16.</remarks>
internal static class JavaNames
{
    /// <summary>The same under another name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Renamed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["fetch.max.wait.ms"] = "fetch.wait.max.ms",
        ["max.request.size"] = "message.max.bytes",
        ["metadata.broker.list"] = "bootstrap.servers",
        ["receive.buffer.bytes"] = "socket.receive.buffer.bytes",
        ["sasl.mechanisms"] = "sasl.mechanism",
        ["send.buffer.bytes"] = "socket.send.buffer.bytes",
        ["ssl.keystore.certificate.chain"] = "ssl.certificate.pem",
        ["ssl.keystore.key"] = "ssl.key.pem",
        ["ssl.truststore.certificates"] = "ssl.ca.pem",
    };

    /// <summary>About parts that the client here does not have, or that the connector itself decides.</summary>
    public static readonly IReadOnlySet<string> WithoutMeaning = new HashSet<string>(StringComparer.Ordinal)
    {
        "auto.commit.interval.ms", "auto.include.jmx.reporter", "config.providers", "default.api.timeout.ms", "enable.auto.commit",
        "enable.auto.offset.store", "enable.metrics.push", "exclude.internal.topics", "interceptor.classes", "key.deserializer", "key.serializer",
        "max.block.ms", "max.poll.records", "metadata.max.idle.ms", "metric.reporters", "metrics.num.samples", "metrics.recording.level",
        "metrics.sample.window.ms", "partition.assignment.strategy", "partitioner.adaptive.partitioning.enable",
        "partitioner.availability.timeout.ms", "partitioner.class", "partitioner.ignore.keys", "sasl.client.callback.handler.class",
        "sasl.login.callback.handler.class", "sasl.login.class", "sasl.login.connect.timeout.ms", "sasl.login.read.timeout.ms",
        "sasl.login.refresh.buffer.seconds", "sasl.login.refresh.min.period.seconds", "sasl.login.refresh.window.factor",
        "sasl.login.refresh.window.jitter", "sasl.login.retry.backoff.max.ms", "sasl.login.retry.backoff.ms", "security.providers",
        "socket.connection.setup.timeout.max.ms", "ssl.enabled.protocols", "ssl.engine.factory.class", "ssl.keymanager.algorithm",
        "ssl.keystore.type", "ssl.protocol", "ssl.provider", "ssl.secure.random.implementation", "ssl.trustmanager.algorithm",
        "ssl.truststore.password", "ssl.truststore.type", "throw.on.fetch.stable.offset.unsupported", "transaction.timeout.ms",
        "value.deserializer", "value.serializer",
    };

    /// <summary>They run programs, load code, or take away what the connector relies on.</summary>
    public static readonly IReadOnlySet<string> Refused = new HashSet<string>(StringComparer.Ordinal)
    {
        "enabled_events", "log.queue", "plugin.library.paths", "sasl.kerberos.kinit.cmd", "ssl.engine.id", "ssl.engine.location",
        "ssl.providers", "transactional.id",
    };

    /// <summary>Of the schema registry's client.</summary>
    public static bool IsOfRegistry(string name) =>
        name.StartsWith("schema.registry.", StringComparison.Ordinal)
        || name.StartsWith("basic.auth.", StringComparison.Ordinal)
        || name.StartsWith("bearer.auth.", StringComparison.Ordinal)
        || name.StartsWith("avro.", StringComparison.Ordinal)
        || name.StartsWith("json.", StringComparison.Ordinal)
        || name.EndsWith(".subject.name.strategy", StringComparison.Ordinal)
        || name is "auto.register.schemas" or "use.latest.version" or "normalize.schemas" or "latest.compatibility.strict"
            or "specific.avro.reader" or "schema.reflection" or "use.schema.id" or "id.compatibility.strict";
}
