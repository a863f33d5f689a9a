using System.Globalization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>Where a broker is and who connects: what makes two connections the same.</summary>
internal sealed record BrokerAddress
{
    public const int Port = 5672;
    public const int TlsPort = 5671;

    private const string Everybody = "guest";
    private const string Root = "/";

    public required string Host { get; init; }

    public required int PortNumber { get; init; }

    public required string VirtualHost { get; init; }

    public required string UserName { get; init; }

    public required Secret Password { get; init; }

    public required bool IsEncrypted { get; init; }

    /// <summary>Equal texts are equal settings; null for what this machine has.</summary>
    public RabbitMqClientTls? Tls { get; init; }

    /// <summary>For limits and for people.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Host}:{PortNumber}");

    /// <exception cref="ConnectorInputException">It is incomplete, or cannot be read.</exception>
    public static BrokerAddress Of(
        RabbitMqAuthentication authentication, string? virtualHost, string? hostName, int? port, RabbitMqClientTls? tls)
    {
        var broker = Of(authentication, virtualHost, hostName, port) with { Tls = tls };
        if (broker.IsEncrypted)
            tls?.Read();
        return broker;
    }

    private static BrokerAddress Of(RabbitMqAuthentication authentication, string? virtualHost, string? hostName, int? port) =>
        authentication switch
        {
            RabbitMqAuthentication.ByUri { Uri: var uri } => OfUri(uri),
            RabbitMqAuthentication.ByCredentials given => new BrokerAddress
            {
                Host = string.IsNullOrWhiteSpace(hostName)
                    ? throw new ConnectorInputException("routing.hostName: expected the name of the broker's host, but it is empty.")
                    : hostName.Trim(),
                PortNumber = Valid(port ?? Port),
                VirtualHost = string.IsNullOrWhiteSpace(virtualHost) ? Root : virtualHost.Trim(),
                UserName = given.UserName,
                Password = given.Password,
                IsEncrypted = port is TlsPort,
            },
            _ => throw new System.Diagnostics.UnreachableException($"No rule for {authentication.GetType().Name}."),
        };

    private static int Valid(int port) => port is > 0 and <= 65_535
        ? port
        : throw new ConnectorInputException("routing.port: expected a port from 1 to 65535.");

    private static BrokerAddress OfUri(Secret text)
    {
        // The exception of a parser would quote the text, which holds a password.
        if (!Uri.TryCreate(text.Reveal().Trim(), UriKind.Absolute, out var uri)
            || uri.Scheme is not ("amqp" or "amqps")
            || uri.Host.Length is 0
            || uri.AbsolutePath.LastIndexOf('/') > 0)
        {
            throw new ConnectorInputException(
                "authentication.uri: expected amqp://user:password@host:port/virtual-host (or amqps://), with %2F for a slash in one of the names.");
        }

        var isEncrypted = uri.Scheme is "amqps";
        var user = uri.UserInfo.Split(':', 2);
        return new BrokerAddress
        {
            Host = uri.IdnHost,
            PortNumber = uri.Port > 0 ? uri.Port : isEncrypted ? TlsPort : Port,
            VirtualHost = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : Root,
            UserName = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : Everybody,
            Password = new Secret(user is [_, var password] ? Uri.UnescapeDataString(password) : user[0].Length > 0 ? "" : Everybody),
            IsEncrypted = isEncrypted,
        };
    }
}
