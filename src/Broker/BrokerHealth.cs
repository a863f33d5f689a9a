namespace Fairlead.Broker;

/// <summary>Whether the cluster takes commands.</summary>
public abstract record BrokerHealth
{
    private BrokerHealth() { }

    public sealed record Starting : BrokerHealth;

    public sealed record Healthy : BrokerHealth;

    /// <summary>
    /// The data folder refused, so nothing is acknowledged. It is tried again and again; as soon as it can be read and written, everything
    /// that was acknowledged is recovered from it and work goes on.
    /// </summary>
    public sealed record Away(string Reason, DateTimeOffset Since) : BrokerHealth;

    /// <summary>A defect stopped the engine; nothing is acknowledged any more. A restart recovers what was acknowledged before.</summary>
    public sealed record Failed(string Reason) : BrokerHealth;

    public sealed record Stopping : BrokerHealth;
}
