namespace Fairlead.Feel;

/// <summary>The closed set of kinds a FEEL value can have.</summary>
public enum FeelKind
{
    /// <summary>The absence of a value.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>An exact decimal.</summary>
    Number,

    /// <summary>Text.</summary>
    String,

    /// <summary>An ordered sequence of values.</summary>
    List,

    /// <summary>An ordered set of named values.</summary>
    Context,

    /// <summary>An interval between two ends.</summary>
    Range,

    /// <summary>A function, built in or written in the expression.</summary>
    Function,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time of day, local or with an offset or zone.</summary>
    Time,

    /// <summary>A date with a time of day, local or with an offset or zone.</summary>
    DateTime,

    /// <summary>A span counted in days and shorter units.</summary>
    DaysTimeDuration,

    /// <summary>A span counted in months and years.</summary>
    YearsMonthsDuration,
}
