using System.Buffers;

namespace Fairlead.Engine.Tables;

internal readonly struct DefinitionCodec : ITableCodec<DefinitionKey, Definition>
{
    public static Family Family => Family.Definitions;

    public static void WriteKey(IBufferWriter<byte> output, DefinitionKey key)
    {
        KeyBytes.Mark(output, 'd');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(Definition value) => 300 + value.Resource.Length;

    public static void WriteValue(RecordWriter writer, Definition value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Deployment.Value);
        writer.Text(value.ProcessId);
        writer.OptionalText(value.Name);
        writer.Int(value.Version);
        writer.OptionalText(value.VersionTag);
        writer.Text(value.ResourceName);
        writer.Blob(value.Resource.Span);
        if (!value.IsDraining && value.Tenant is null) return;
        writer.Flag(value.IsDraining);
        if (value.Tenant is not null) writer.OptionalText(value.Tenant);
    }

    public static Definition ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        new(reader.Long()),
        reader.Text(),
        reader.OptionalText(),
        reader.Int(),
        reader.OptionalText(),
        reader.Text(),
        reader.Blob())
    {
        IsDraining = reader.Flag(),
        Tenant = reader.OptionalText(),
    };
}

internal readonly struct DefinitionUseCodec : ITableCodec<DefinitionKey, DefinitionUse>
{
    public static Family Family => Family.Definitions;

    public static void WriteKey(IBufferWriter<byte> output, DefinitionKey key)
    {
        KeyBytes.Mark(output, 'u');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(DefinitionUse value) => 80;

    public static void WriteValue(RecordWriter writer, DefinitionUse value)
    {
        writer.Int(value.Timers.Length);
        foreach (var timer in value.Timers) writer.Long(timer.Value);
        writer.Int(value.MessageStarts.Length);
        foreach (var start in value.MessageStarts) writer.Long(start.Value);
        writer.Int(value.WaitingSubscriptions);
        writer.Int(value.SignalStarts.Length);
        foreach (var start in value.SignalStarts) writer.Long(start.Value);
        writer.Int(value.ConditionStarts.Length);
        foreach (var start in value.ConditionStarts) writer.Long(start.Value);
    }

    public static DefinitionUse ReadValue(ref RecordReader reader) => new(
        ElementCodec.Many(ref reader, static (ref RecordReader r) => new TimerKey(r.Long())),
        ElementCodec.Many(ref reader, static (ref RecordReader r) => new SubscriptionKey(r.Long())),
        reader.Int(),
        ElementCodec.Many(ref reader, static (ref RecordReader r) => new SubscriptionKey(r.Long())))
    {
        ConditionStarts = ElementCodec.Many(ref reader, static (ref RecordReader r) => new SubscriptionKey(r.Long())),
    };
}

/// <summary>The newest version of a process id: its definition and number.</summary>
internal readonly struct LatestCodec : ITableCodec<Name, Box<DefinitionKey>>
{
    public static Family Family => Family.Definitions;

    public static void WriteKey(IBufferWriter<byte> output, Name key)
    {
        KeyBytes.Mark(output, 'l');
        KeyBytes.Tenant(output, key.Tenant);
        KeyBytes.Text(output, key.Text);
    }

    public static int Weigh(Box<DefinitionKey> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<DefinitionKey> value) => writer.Long(value.Value.Value);

    public static Box<DefinitionKey> ReadValue(ref RecordReader reader) => new(new DefinitionKey(reader.Long()));
}

/// <summary>Counters of the whole state.</summary>
internal readonly struct CounterCodec : ITableCodec<Name, Box<long>>
{
    public static Family Family => Family.Meta;

    public static void WriteKey(IBufferWriter<byte> output, Name key) => KeyBytes.Text(output, key.Text);

    public static int Weigh(Box<long> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<long> value) => writer.Long(value.Value);

    public static Box<long> ReadValue(ref RecordReader reader) => new(reader.Long());
}

/// <summary>All definitions, by key.</summary>
internal readonly struct AllDefinitions : IGroupCodec<Everything>
{
    public static Family Family => Family.Definitions;

    public static void WriteGroup(IBufferWriter<byte> output, Everything group) => KeyBytes.Mark(output, 'a');
}

/// <summary>The definitions of a process id, by version: the item is the definition's key, which rises with the version.</summary>
internal readonly struct VersionsOfProcess : IGroupCodec<Name>
{
    public static Family Family => Family.Definitions;

    public static void WriteGroup(IBufferWriter<byte> output, Name group)
    {
        KeyBytes.Mark(output, 'v');
        KeyBytes.Tenant(output, group.Tenant);
        KeyBytes.Text(output, group.Text);
    }
}

/// <summary>The only group of an index that has one.</summary>
internal readonly record struct Everything;

internal readonly struct ChildrenOfScope : IGroupCodec<ElementKey>
{
    public static Family Family => Family.Children;

    public static void WriteGroup(IBufferWriter<byte> output, ElementKey group) => KeyBytes.Long(output, group.Value);
}

internal readonly struct AvailableJobsOfType : IGroupCodec<Name>
{
    public static Family Family => Family.JobsAvailable;

    public static void WriteGroup(IBufferWriter<byte> output, Name group)
    {
        KeyBytes.Tenant(output, group.Tenant);
        KeyBytes.Text(output, group.Text);
    }
}

internal readonly struct MessagesByNameAndKey : IGroupCodec<NameAndKey>
{
    public static Family Family => Family.MessageIndex;

    public static void WriteGroup(IBufferWriter<byte> output, NameAndKey group) => StartLockCodec.WriteKey(output, group);
}

internal readonly struct SubscriptionsByNameAndKey : IGroupCodec<NameAndKey>
{
    public static Family Family => Family.SubscriptionIndex;

    public static void WriteGroup(IBufferWriter<byte> output, NameAndKey group) => StartLockCodec.WriteKey(output, group);
}

internal readonly struct StartSubscriptionsByName : IGroupCodec<Name>
{
    public static Family Family => Family.StartSubscriptions;

    public static void WriteGroup(IBufferWriter<byte> output, Name group)
    {
        KeyBytes.Mark(output, 'n');
        KeyBytes.Tenant(output, group.Tenant);
        KeyBytes.Text(output, group.Text);
    }
}

internal readonly struct SignalSubscriptionsByName : IGroupCodec<Name>
{
    public static Family Family => Family.SignalIndex;

    public static void WriteGroup(IBufferWriter<byte> output, Name group)
    {
        KeyBytes.Tenant(output, group.Tenant);
        KeyBytes.Text(output, group.Text);
    }
}

internal readonly struct WorkInOrder : IGroupCodec<Everything>
{
    public static Family Family => Family.Work;

    public static void WriteGroup(IBufferWriter<byte> output, Everything group) => KeyBytes.Mark(output, 'i');
}
