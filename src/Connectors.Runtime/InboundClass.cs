namespace Fairlead.Connectors.Runtime;

/// <summary>An inbound connector that is no webhook.</summary>
/// <param name="Instance">Implements <paramref name="Contract"/>.</param>
/// <param name="Contract"><see cref="Sdk.ISubscriptionConnector{TSettings}"/> or <see cref="Sdk.IPollingConnector{TSettings}"/>, closed.</param>
internal sealed record InboundClass(string Type, object Instance, Type Contract)
{
    /// <summary>Whether it is of the kind of contract.</summary>
    /// <param name="contract">Open.</param>
    public bool Is(Type contract) => Contract.GetGenericTypeDefinition() == contract;
}
