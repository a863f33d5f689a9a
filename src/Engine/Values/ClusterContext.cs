using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>What expressions saw as <c>camunda</c> at a moment. Every thread may read it.</summary>
public sealed class ClusterContext
{
    private readonly FeelValue _value;

    internal ClusterContext(FeelValue value) => _value = value;

    /// <summary>UTF-8 JSON object with one entry, <c>vars</c>.</summary>
    public byte[] ToJson() => _value.ToJson();
}
