using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>
/// Says whose an event is: the number 124 and the tenant before the bytes of the event. What the default tenant does has neither, as it had
/// not before there were tenants. What an event refers to has a tenant already, so few events name theirs.
/// </summary>
internal static class TenantEvents
{
    public const int Number = 124;

    public static void Begin(RecordWriter w, string? tenant)
    {
        if (tenant is null) return;
        w.Int(Number);
        w.Text(tenant);
    }

    public static Event Read(ref RecordReader r)
    {
        var tenant = r.Text();
        return EventReading.Read(ref r) switch
        {
            Event.ProcessDeployed e => e with { Tenant = tenant },
            Event.RequirementsDeployed e => e with { Tenant = tenant },
            Event.ResourceDeployed e => e with { Tenant = tenant },
            Event.MessagePublished e => e with { Tenant = tenant },
            Event.SignalBroadcast e => e with { Tenant = tenant },
            Event.SignalDeferred e => e with { Tenant = tenant },
            var other => throw new UnreachableException($"{other} has no tenant."),
        };
    }
}
