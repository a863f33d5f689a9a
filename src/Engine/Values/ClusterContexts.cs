using Fairlead.Engine.Tables;
using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>
/// What expressions see under <c>camunda</c>: <c>vars.cluster</c>, <c>vars.tenant</c>, and <c>vars.env</c>, in which a variable of the tenant
/// stands in the place of a global one. Made when an expression first asks, and kept until a variable changes.
/// </summary>
internal sealed class ClusterContexts(StateTables tables)
{
    /// <summary>The name that expressions use.</summary>
    public const string Name = "camunda";

    /// <summary>Beyond, those that were made are forgotten: they can be made again.</summary>
    private const int TenantsAtMost = 1_000;

    private readonly Dictionary<ClusterScope, FeelContext> _made = [];
    private FeelContext? _global;

    /// <param name="tenant">Null for the default tenant.</param>
    /// <param name="own">
    /// What the process has under <see cref="Name"/>. Entries besides <c>vars</c> are seen. Whoever starts a process must not be able to say
    /// where it sends its secrets, so <c>vars</c> is never his.
    /// </param>
    public FeelValue Of(string? tenant, FeelValue own) => own.TryGetContext(out var entries)
        ? FeelValue.From(FeelContext.Merge(entries, Of(tenant)))
        : FeelValue.From(Of(tenant));

    private FeelContext Of(string? tenant)
    {
        var scope = ClusterScope.Of(tenant);
        if (_made.TryGetValue(scope, out var made)) return made;
        if (_made.Count == TenantsAtMost) _made.Clear();
        var global = _global ??= Read(ClusterScope.Global);
        var own = Read(scope);
        var vars = FeelContext.Of(
            ("cluster", FeelValue.From(global)),
            ("tenant", FeelValue.From(own)),
            ("env", FeelValue.From(own.Count == 0 ? global : FeelContext.Merge(global, own))));
        return _made[scope] = FeelContext.Of(("vars", FeelValue.From(vars)));
    }

    /// <summary>A variable has changed, or has not after all.</summary>
    public void Clear()
    {
        _made.Clear();
        _global = null;
    }

    private FeelContext Read(ClusterScope scope) => FeelContext.Of(
    [
        .. tables.ClusterVariablesOf.Items(scope)
            .Select(key => tables.ClusterVariables.Find(new(key))!)
            .Select(variable => (variable.Name, FeelValue.FromJson(variable.Value))),
    ]);
}
