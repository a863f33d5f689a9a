namespace Fairlead.Feel.Runtime;

/// <summary>An expression made ready to run: its nodes and what an evaluation of them needs.</summary>
/// <param name="Root">What gives the value.</param>
/// <param name="SlotCount">Values that the nodes keep while they run; slot 0 is the input of unary tests.</param>
/// <param name="Globals">The variables from outside, by the index that the nodes know them by.</param>
/// <param name="Text">What was written; messages quote it.</param>
/// <param name="Options">How it was read.</param>
internal sealed record BoundExpression(Node Root, int SlotCount, string[] Globals, string Text, FeelOptions Options);
