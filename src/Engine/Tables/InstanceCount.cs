namespace Fairlead.Engine.Tables;

/// <summary>Counts the running instances of each definition, so that one that is deleted is known to have none left.</summary>
internal static class InstanceCount
{
    public static void Add(StateTables tables, DefinitionKey definition, int difference)
    {
        var count = (tables.InstanceCounts.Find(definition)?.Value ?? 0) + difference;
        if (count == 0) tables.InstanceCounts.Remove(definition);
        else tables.InstanceCounts.Put(definition, new(count));
    }

    /// <summary>Once, for a state of a release that did not count: looks at every element instance.</summary>
    public static void AddAll(StateTables tables, IStateReader reader)
    {
        var counts = new Dictionary<DefinitionKey, int>();
        byte[] last = [.. Enumerable.Repeat(byte.MaxValue, sizeof(long) + 1)];
        foreach (var (_, bytes) in reader.Scan(ElementCodec.Family, [], last))
        {
            var record = new RecordReader(bytes);
            if (ElementCodec.ReadValue(ref record) is { Root: not null } root)
                counts[root.Definition] = counts.GetValueOrDefault(root.Definition) + 1;
        }

        foreach (var (definition, count) in counts) tables.InstanceCounts.Put(definition, new(count));
    }
}
