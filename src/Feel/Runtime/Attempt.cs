namespace Fairlead.Feel.Runtime;

/// <summary>How far the telling of what happens was before something is tried; see <see cref="EvaluationState.BeginAttempt"/>.</summary>
internal readonly record struct Attempt(int Warnings, TraceMark Trace);
