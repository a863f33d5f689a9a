namespace Fairlead.Engine.Model;

/// <summary>What a listener's job is made of.</summary>
/// <param name="Headers">Names and values in turn; empty when it has none of its own.</param>
internal sealed record Listener(ModelText JobType, ModelText Retries, string[] Headers);
