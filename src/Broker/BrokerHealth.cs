namespace Fairlead.Broker;

/// <summary>Whether the cluster takes commands.</summary>
public abstract record BrokerHealth
{
    private BrokerHealth() { }

    public sealed record Starting : BrokerHealth;

    public sealed record Healthy : BrokerHealth;

    /// <summary>Nothing is acknowledged any more. A restart recovers what was acknowledged before.</summary>
    public sealed record Failed(string Reason) : BrokerHealth;

    public sealed record Stopping : BrokerHealth;
}
