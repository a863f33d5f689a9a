namespace Fairlead.Feel;

/// <summary>Which FEEL is meant where Camunda and the DMN standard differ.</summary>
public enum FeelDialect
{
    /// <summary>As Camunda 8 evaluates expressions.</summary>
    Camunda,

    /// <summary>As DMN 1.5 defines the language.</summary>
    Dmn15,
}
