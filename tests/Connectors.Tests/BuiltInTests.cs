using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Tests;

public class BuiltInTests
{
    [Fact]
    public void Every_connector_is_listed_and_the_list_is_in_order()
    {
        var written = typeof(BuiltIn).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(ConnectorAttribute), inherit: false));

        Assert.Equal(written.OrderBy(type => type.Name, StringComparer.Ordinal), BuiltIn.Connectors);
    }
}
