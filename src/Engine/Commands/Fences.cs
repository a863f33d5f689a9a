using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>Whoever lost a lease without noticing must not write any more.</summary>
internal static class Fences
{
    /// <param name="what">What is asked for, behind "Expected to".</param>
    public static Reply.Rejected? Refuse(Execution x, string what, Fence? fence)
    {
        if (fence is null) return null;
        var lease = x.State.Lease(fence.Name);
        if (lease is not null && lease.Token == fence.Token && lease.Until > x.Now) return null;
        var now = lease is null || lease.Until <= x.Now ? "nobody holds it" : $"'{lease.Owner}' holds it";
        return Refusal.InvalidState(
            $"Expected to {what} under the lease '{fence.Name}', but the lease is lost: its token is {fence.Token}, and {now} now. "
            + "Nothing was changed.");
    }
}
