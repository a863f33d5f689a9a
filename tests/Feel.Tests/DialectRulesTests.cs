namespace Fairlead.Feel.Tests;

public sealed class DialectRulesTests
{
    [Fact]
    public void Every_switch_is_what_the_standard_says_in_one_dialect_and_not_in_the_other()
    {
        var switches = typeof(DialectRules).GetProperties().Where(property => property.PropertyType == typeof(bool)).ToArray();
        Assert.NotEmpty(switches);
        foreach (var rule in switches)
        {
            Assert.True((bool)rule.GetValue(DialectRules.Of(FeelDialect.Dmn15))!, rule.Name);
            Assert.False((bool)rule.GetValue(DialectRules.Of(FeelDialect.Camunda))!, rule.Name);
        }
    }
}
