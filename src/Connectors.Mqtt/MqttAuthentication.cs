using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Who connects.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "authType")]
[JsonDerivedType(typeof(Nobody), "none")]
[JsonDerivedType(typeof(ByCredentials), "credentials")]
public abstract record MqttAuthentication
{
    private MqttAuthentication() { }

    /// <summary>The broker lets everybody in, or knows the client by its certificate.</summary>
    [Choice("None")]
    public sealed record Nobody : MqttAuthentication;

    [Choice("User name and password")]
    public sealed record ByCredentials(
        [property: Field("User name", Group = "Authentication")] string UserName,
        [property: Field("Password", Group = "Authentication")] Secret Password) : MqttAuthentication;
}
