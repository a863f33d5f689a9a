namespace Fairlead.Dmn;

/// <summary>What the logic of a decision is.</summary>
public enum DecisionType
{
    /// <summary>A kind of expression that Camunda has no name for, or none at all.</summary>
    Unknown,

    DecisionTable,
    LiteralExpression,
    Context,
    Invocation,
    List,
    Relation,
}

/// <summary>The names as the REST API has them.</summary>
public static class DecisionTypeNames
{
    public static string ToApiName(this DecisionType type) => type switch
    {
        DecisionType.Unknown => "UNKNOWN",
        DecisionType.DecisionTable => "DECISION_TABLE",
        DecisionType.LiteralExpression => "LITERAL_EXPRESSION",
        DecisionType.Context => "CONTEXT",
        DecisionType.Invocation => "INVOCATION",
        DecisionType.List => "LIST",
        DecisionType.Relation => "RELATION",
    };
}
