using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class IncidentFold
{
    public static void Apply(StateTables tables, Event.IncidentCreated e)
    {
        tables.UseKey(e.Key.Value);
        tables.Incidents.Add(e.Key, new Incident(
            e.Key, e.Instance, e.Element, e.Job, e.Definition, e.ProcessId, e.ElementId, e.ErrorType, e.Message));
        SetOnElement(tables, e.Element, e.Key);
    }

    public static void Apply(StateTables tables, Event.IncidentResolved e)
    {
        tables.Incidents.Remove(e.Key);
        SetOnElement(tables, e.Element, null);
    }

    private static void SetOnElement(StateTables tables, ElementKey key, IncidentKey? incident) =>
        tables.Elements.Put(key, Fold.Expect(tables.Elements.Find(key), key) with { Incident = incident });
}
