using Fairlead.Connectors;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Repository.Tests;

/// <summary>The list of built-in connectors is written by hand, so that it can be read. It must not lag behind.</summary>
public sealed class ConnectorListTests
{
    [Fact]
    public void Every_connector_is_listed_and_the_list_is_in_order() => Assert.Equal(
        Written(typeof(BuiltIn).Assembly.GetTypes()),
        BuiltIn.Connectors);

    [Fact]
    public void A_planted_connector_is_found() =>
        Assert.Equal([typeof(Planted)], Written(typeof(ConnectorListTests).Assembly.GetTypes()));

    private static IEnumerable<Type> Written(IEnumerable<Type> types) => types
        .Where(type => type.IsDefined(typeof(ConnectorAttribute), inherit: false))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    [Connector("example:planted:1", Name = "Planted", Description = "Never runs.")]
    private static class Planted;
}
