using Fairlead.Connectors.Email.Inbound;

namespace Fairlead.Connectors.Email;

/// <summary>The connectors for mail servers. A new one is added here, in alphabetical order.</summary>
public static class EmailConnectors
{
    public static IReadOnlyList<Type> Connectors { get; } = [typeof(EmailConnector), typeof(EmailInboundConnector)];
}
