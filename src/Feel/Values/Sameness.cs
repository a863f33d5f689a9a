namespace Fairlead.Feel.Values;

/// <summary>Equality of values for sets and dictionaries.</summary>
internal sealed class Sameness : IEqualityComparer<FeelValue>
{
    private static readonly Sameness Structural = new(instants: false);
    private static readonly Sameness OfInstants = new(instants: true);

    private readonly bool _instants;

    private Sameness(bool instants) => _instants = instants;

    public static Sameness Of(DialectRules rules) => rules.ComparesInstants ? OfInstants : Structural;

    public bool Equals(FeelValue x, FeelValue y) => Ordering.AreSame(x, y, _instants);

    public int GetHashCode(FeelValue obj) => Ordering.Hash(obj, _instants);
}
