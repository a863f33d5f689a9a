using System.Diagnostics.CodeAnalysis;
using System.Reflection;

using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A cluster over a line that a test can cut: whoever asks over it is then told that the cluster cannot be reached.</summary>
internal sealed class CutLine(ICluster cluster)
{
    public bool IsCut { get; set; }

    public ICluster Cluster => field ??= Over(cluster);

    private T Over<T>(T target)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Line>();
        var line = (Line)(object)proxy;
        (line.Target, line.Owner) = (target, this);
        return proxy;
    }

    /// <summary>Public and open, because the base library derives from it.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "The base library derives from it at run time.")]
    public class Line : DispatchProxy
    {
        internal object Target { get; set; } = null!;

        internal CutLine Owner { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            try
            {
                if (typeof(Task).IsAssignableFrom(targetMethod!.ReturnType) && Owner.IsCut)
                    throw new ClusterException(ClusterError.Unavailable, "The line is cut.");
                return targetMethod.Invoke(Target, args) switch
                {
                    IInbox inbox => Owner.Over(inbox),
                    ILeases leases => Owner.Over(leases),
                    var answer => answer,
                };
            }
            catch (TargetInvocationException wrapped)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(wrapped.InnerException!);
                throw;
            }
        }
    }
}
