using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>Who connects: a URI that says all of it, or a name and a password beside an address.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "authType")]
[JsonDerivedType(typeof(ByUri), "uri")]
[JsonDerivedType(typeof(ByCredentials), "credentials")]
public abstract record RabbitMqAuthentication
{
    private RabbitMqAuthentication() { }

    /// <param name="Uri">Holds a password, so it is a secret.</param>
    [Choice("URI")]
    public sealed record ByUri(
        [property: Field(
            "URI",
            Example = "amqps://user:password@broker.example.com/orders",
            Help = "amqp://user:password@host:port/virtual-host; amqps:// encrypts. Port and virtual host may be left out.",
            Group = "Authentication")]
        Secret Uri) : RabbitMqAuthentication;

    [Choice("User name and password")]
    public sealed record ByCredentials(
        [property: Field("User name", Group = "Authentication")] string UserName,
        [property: Field("Password", Group = "Authentication")] Secret Password) : RabbitMqAuthentication;
}
