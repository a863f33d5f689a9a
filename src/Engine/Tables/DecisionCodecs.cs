using System.Buffers;

namespace Fairlead.Engine.Tables;

internal readonly struct RequirementsCodec : ITableCodec<RequirementsKey, Requirements>
{
    public static Family Family => Family.Decisions;

    public static void WriteKey(IBufferWriter<byte> output, RequirementsKey key)
    {
        KeyBytes.Mark(output, 'r');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(Requirements value) => 300 + value.Resource.Length;

    public static void WriteValue(RecordWriter writer, Requirements value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Deployment.Value);
        writer.Text(value.RequirementsId);
        writer.Text(value.Name);
        writer.Int(value.Version);
        writer.Text(value.ResourceName);
        writer.Blob(value.Resource.Span);
        writer.Int(value.Decisions.Length);
        foreach (var decision in value.Decisions) writer.Long(decision.Value);
        if (value.Tenant is not null) writer.OptionalText(value.Tenant);
    }

    public static Requirements ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        new(reader.Long()),
        reader.Text(),
        reader.Text(),
        reader.Int(),
        reader.Text(),
        reader.Blob(),
        ElementCodec.Many(ref reader, static (ref RecordReader r) => new DecisionKey(r.Long())))
    {
        Tenant = reader.OptionalText(),
    };
}

internal readonly struct DecisionCodec : ITableCodec<DecisionKey, Decision>
{
    public static Family Family => Family.Decisions;

    public static void WriteKey(IBufferWriter<byte> output, DecisionKey key)
    {
        KeyBytes.Mark(output, 'd');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(Decision value) => 200;

    public static void WriteValue(RecordWriter writer, Decision value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Deployment.Value);
        writer.Long(value.Requirements.Value);
        writer.Text(value.DecisionId);
        writer.Text(value.Name);
        writer.Int(value.Version);
        writer.OptionalText(value.VersionTag);
    }

    public static Decision ReadValue(ref RecordReader reader) => new(
        new(reader.Long()), new(reader.Long()), new(reader.Long()), reader.Text(), reader.Text(), reader.Int(), reader.OptionalText());
}

/// <summary>The newest version of a DMN file, by the id of its definitions.</summary>
internal readonly struct LatestRequirementsCodec : ITableCodec<Name, Box<RequirementsKey>>
{
    public static Family Family => Family.Decisions;

    public static void WriteKey(IBufferWriter<byte> output, Name key)
    {
        KeyBytes.Mark(output, 'f');
        KeyBytes.Tenant(output, key.Tenant);
        KeyBytes.Text(output, key.Text);
    }

    public static int Weigh(Box<RequirementsKey> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<RequirementsKey> value) => writer.Long(value.Value.Value);

    public static Box<RequirementsKey> ReadValue(ref RecordReader reader) => new(new RequirementsKey(reader.Long()));
}

/// <summary>The newest version of a decision.</summary>
internal readonly struct LatestDecisionCodec : ITableCodec<Name, Box<DecisionKey>>
{
    public static Family Family => Family.Decisions;

    public static void WriteKey(IBufferWriter<byte> output, Name key)
    {
        KeyBytes.Mark(output, 'l');
        KeyBytes.Tenant(output, key.Tenant);
        KeyBytes.Text(output, key.Text);
    }

    public static int Weigh(Box<DecisionKey> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<DecisionKey> value) => writer.Long(value.Value.Value);

    public static Box<DecisionKey> ReadValue(ref RecordReader reader) => new(new DecisionKey(reader.Long()));
}

/// <summary>The versions of a decision: the item is its key, which rises with the version.</summary>
internal readonly struct VersionsOfDecision : IGroupCodec<Name>
{
    public static Family Family => Family.Decisions;

    public static void WriteGroup(IBufferWriter<byte> output, Name group)
    {
        KeyBytes.Mark(output, 'v');
        KeyBytes.Tenant(output, group.Tenant);
        KeyBytes.Text(output, group.Text);
    }
}

/// <summary>The versions of a DMN file, by the id of its definitions: the item is its key, which rises with the version.</summary>
internal readonly struct VersionsOfRequirements : IGroupCodec<Name>
{
    public static Family Family => Family.Decisions;

    public static void WriteGroup(IBufferWriter<byte> output, Name group)
    {
        KeyBytes.Mark(output, 'w');
        KeyBytes.Tenant(output, group.Tenant);
        KeyBytes.Text(output, group.Text);
    }
}
