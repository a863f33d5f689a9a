namespace Fairlead.Feel;

/// <summary>Steps that several evaluations of one thread share, one after the other or one inside the other.</summary>
/// <param name="steps">How many there are.</param>
public sealed class FeelBudget(long steps)
{
    /// <summary>How many are left; below zero, the evaluation that took the last one was ended with <c>FEEL_STEPS</c>.</summary>
    public long StepsLeft { get; set; } = steps;

    /// <summary>The time is looked at when so few steps are left; null before the first evaluation.</summary>
    internal long? NextLook { get; set; }

    /// <summary>The timestamp of the first look.</summary>
    internal long? StartedAt { get; set; }
}
