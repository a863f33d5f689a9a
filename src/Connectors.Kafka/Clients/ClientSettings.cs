using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>What a client is made of: the connector's defaults, the credentials of the model, and over them what the model adds.</summary>
internal sealed class ClientSettings
{
    public const string Additional = "additionalProperties";

    private static readonly string[] Sensitive = ["password", "secret", "key.pem", "user.info", "auth.token", "jaas.config", "assertion"];

    private readonly Dictionary<string, string> _properties = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _registry = new(StringComparer.Ordinal);
    private readonly List<string> _ignored = [];

    private ClientSettings() { }

    /// <summary>In the names of librdkafka.</summary>
    public IReadOnlyDictionary<string, string> Properties => _properties;

    /// <summary>Of the registry's client, in the names of the original.</summary>
    public IReadOnlyDictionary<string, string> Registry => _registry;

    /// <summary>Names that say nothing to the client here.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    public required IReadOnlyList<KafkaAddress> Bootstrap { get; init; }

    /// <summary>For limits, and for people.</summary>
    public string Name => Bootstrap[0].ToString();

    /// <summary>Addresses, other than the brokers', that the client opens by itself.</summary>
    public Uri? TokenEndpoint { get; private init; }

    /// <summary>What must not be shown.</summary>
    public IEnumerable<Secret> Secrets => _properties.Concat(_registry)
        .Where(property => Sensitive.Any(word => property.Key.Contains(word, StringComparison.Ordinal)))
        .Select(property => new Secret(property.Value));

    /// <summary>The same for clients that can stand for each other.</summary>
    public string Fingerprint
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (name, value) in _properties.OrderBy(property => property.Key, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}{value.Length}:{value}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <param name="defaults">Of the connector.</param>
    /// <param name="credentials">Null when the model wants none, or has them among its own properties.</param>
    /// <param name="additional">Wins over everything but <paramref name="fixedOnes"/>.</param>
    /// <param name="fixedOnes">On which the connector relies.</param>
    /// <exception cref="ConnectorInputException">It cannot be used.</exception>
    public static ClientSettings Of(
        KafkaTopic topic,
        KafkaCredentials? credentials,
        IReadOnlyDictionary<string, JsonElement>? additional,
        IReadOnlyDictionary<string, string> defaults,
        IReadOnlyDictionary<string, string> fixedOnes)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        var registry = new Dictionary<string, string>(StringComparer.Ordinal);
        var ignored = new List<string>();
        foreach (var (name, value) in additional ?? new Dictionary<string, JsonElement>())
            Add(name.Trim(), value, own, registry, ignored);

        var servers = own.GetValueOrDefault("bootstrap.servers");
        var addresses = KafkaAddress.ListOf(servers ?? topic.BootstrapServers, servers is null ? "topic.bootstrapServers" : $"{Additional}.bootstrap.servers");
        var settings = new ClientSettings
        {
            Bootstrap = addresses,
            TokenEndpoint = own.TryGetValue("sasl.oauthbearer.token.endpoint.url", out var url)
                ? Uri.TryCreate(url, UriKind.Absolute, out var endpoint)
                    ? endpoint
                    : throw new ConnectorInputException($"{Additional}.sasl.oauthbearer.token.endpoint.url: expected an absolute URL.")
                : null,
        };
        Merge(defaults);
        Merge(KafkaCredentials.PropertiesOf(credentials));
        Merge(own);
        Merge(fixedOnes);
        settings._properties["bootstrap.servers"] = string.Join(',', addresses);
        foreach (var (name, value) in registry)
            settings._registry[name] = value;
        settings._ignored.AddRange(ignored);
        return settings;

        void Merge(IEnumerable<KeyValuePair<string, string>> from)
        {
            foreach (var (name, value) in from)
                settings._properties[name] = value;
        }
    }

    private static void Add(string name, JsonElement json, Dictionary<string, string> own, Dictionary<string, string> registry, List<string> ignored)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return;
        if (json.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            throw new ConnectorInputException($"{Additional}.{name}: expected a text, a number or a boolean.");
        var value = JsonInput.TextOf(json);
        if (JavaNames.Refused.Contains(name) || name.StartsWith("test.", StringComparison.Ordinal) || name.StartsWith("dotnet.", StringComparison.Ordinal))
            throw new ConnectorInputException($"{Additional}.{name}: this property is not allowed here. Remove it.");
        if (JavaNames.IsOfRegistry(name))
            registry[name] = value;
        else if (JavaNames.WithoutMeaning.Contains(name))
            ignored.Add(name);
        else if (name is "buffer.memory" && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
            own["queue.buffering.max.kbytes"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)}");
        else if (name is "ssl.endpoint.identification.algorithm")
            own[name] = value.Trim().Length is 0 ? "none" : value;
        else if (name is "ssl.truststore.location")
            own["ssl.ca.location"] = Certificates(value);
        else if (name is "sasl.jaas.config")
            AddLogin(value, own);
        else
            own[JavaNames.Renamed.GetValueOrDefault(name, name)] = value;
    }

    private static string Certificates(string file) => file.EndsWith(".jks", StringComparison.OrdinalIgnoreCase)
        ? throw new ConnectorInputException(
            $"{Additional}.ssl.truststore.location: a Java key store cannot be read here. Give the certificates as PEM: as text in ssl.ca.pem, or as a file in ssl.ca.location.")
        : file;

    private static void AddLogin(string value, Dictionary<string, string> own)
    {
        var found = JaasText.Read(value).ToList();
        if (found.Count is 0)
            throw new ConnectorInputException(
                $"{Additional}.sasl.jaas.config: no login module that is known here. Use sasl.mechanism with sasl.username and sasl.password.");
        foreach (var (name, text) in found)
            own[name] = text;
    }
}
