using Fairlead.Connectors.Http;

namespace Fairlead.Connectors;

/// <summary>The connectors in this assembly. A new one is added here, in alphabetical order; a test checks.</summary>
public static class BuiltIn
{
    public static IReadOnlyList<Type> Connectors { get; } = [typeof(RestConnector)];
}
