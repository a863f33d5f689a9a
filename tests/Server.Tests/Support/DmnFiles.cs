namespace Fairlead.Server.Tests.Support;

/// <summary>Small DMN files.</summary>
internal static class DmnFiles
{
    /// <summary>A dish for a season and a number of guests; the season is a decision of its own.</summary>
    /// <param name="prefix">Before the ids of the decisions, and that of the file.</param>
    public static string Dishes(string prefix) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{prefix}-dishes" name="Dishes" namespace="http://fairlead/tests">
          <decision id="{prefix}-dish" name="Dish">
            <informationRequirement><requiredDecision href="#{prefix}-season" /></informationRequirement>
            <decisionTable id="table" hitPolicy="UNIQUE">
              <input id="in-season" label="Season"><inputExpression typeRef="string"><text>season</text></inputExpression></input>
              <input id="in-guests" label="Guests"><inputExpression typeRef="number"><text>guests</text></inputExpression></input>
              <output id="out-dish" name="dish" typeRef="string" />
              <rule id="roast"><inputEntry id="r1"><text>"Winter"</text></inputEntry><inputEntry id="r2"><text>&lt;= 8</text></inputEntry><outputEntry id="r3"><text>"Roast"</text></outputEntry></rule>
              <rule id="stew"><inputEntry id="s1"><text>"Winter"</text></inputEntry><inputEntry id="s2"><text>&gt;= 8</text></inputEntry><outputEntry id="s3"><text>"Stew"</text></outputEntry></rule>
            </decisionTable>
          </decision>
          <decision id="{prefix}-season" name="Season">
            <variable id="v" name="season" typeRef="string" />
            <literalExpression id="expression"><text>if degrees &lt; 10 then "Winter" else "Summer"</text></literalExpression>
          </decision>
        </definitions>
        """;
}
