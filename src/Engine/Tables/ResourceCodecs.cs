using System.Buffers;
using System.Diagnostics;

namespace Fairlead.Engine.Tables;

/// <summary>The instances of a process that have a business id; called instances are not among them.</summary>
internal readonly struct InstancesByBusinessId : IGroupCodec<NameAndKey>
{
    public static Family Family => Family.BusinessIds;

    public static void WriteGroup(IBufferWriter<byte> output, NameAndKey group) => StartLockCodec.WriteKey(output, group);
}

internal readonly struct ResourceCodec : ITableCodec<ResourceKey, DeployedResource>
{
    public static Family Family => Family.Resources;

    public static void WriteKey(IBufferWriter<byte> output, ResourceKey key)
    {
        KeyBytes.Mark(output, 'r');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(DeployedResource value) => 300 + value.Content.Length;

    public static void WriteValue(RecordWriter writer, DeployedResource value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Deployment.Value);
        writer.Int((int)value.Kind);
        writer.Text(value.ResourceId);
        writer.Int(value.Version);
        writer.OptionalText(value.VersionTag);
        writer.Text(value.ResourceName);
        writer.Blob(value.Content.Span);
        if (value.Tenant is not null) writer.OptionalText(value.Tenant);
    }

    public static DeployedResource ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        new(reader.Long()),
        (ResourceKind)reader.Int(),
        reader.Text(),
        reader.Int(),
        reader.OptionalText(),
        reader.Text(),
        reader.Blob())
    {
        Tenant = reader.OptionalText(),
    };
}

/// <summary>The versions of a resource: the item is the key, which rises with the version.</summary>
internal readonly struct VersionsOfResource : IGroupCodec<KindAndId>
{
    public static Family Family => Family.Resources;

    public static void WriteGroup(IBufferWriter<byte> output, KindAndId group)
    {
        KeyBytes.Mark(output, 'v');
        KeyBytes.Long(output, (long)group.Kind);
        KeyBytes.Tenant(output, group.Tenant);
        KeyBytes.Text(output, group.Id);
    }
}

/// <summary>The highest number that a version had which is deleted.</summary>
internal readonly struct UsedVersionCodec : ITableCodec<NameAndKey, Box<int>>
{
    public static Family Family => Family.Resources;

    public static void WriteKey(IBufferWriter<byte> output, NameAndKey key)
    {
        KeyBytes.Mark(output, 'u');
        StartLockCodec.WriteKey(output, key);
    }

    public static int Weigh(Box<int> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<int> value) => writer.Int(value.Value);

    public static Box<int> ReadValue(ref RecordReader reader) => new(reader.Int());
}

/// <summary>How many instances of a definition run; a definition without any has no entry.</summary>
internal readonly struct InstanceCountCodec : ITableCodec<DefinitionKey, Box<int>>
{
    public static Family Family => Family.Definitions;

    public static void WriteKey(IBufferWriter<byte> output, DefinitionKey key)
    {
        KeyBytes.Mark(output, 'c');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(Box<int> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<int> value) => writer.Int(value.Value);

    public static Box<int> ReadValue(ref RecordReader reader) => new(reader.Int());
}

/// <param name="Tenant">Null for the default tenant.</param>
internal readonly record struct KindAndId(string? Tenant, ResourceKind Kind, string Id);

/// <summary>What has versions of its own. The words are stored with numbers that are used up, and shown in messages.</summary>
internal static class VersionedKinds
{
    public const string Process = "process";
    public const string Decision = "decision";
    public const string DecisionModel = "decision model";
    public const string Form = "form";
    public const string Resource = "resource";

    public static string Of(ResourceKind kind) => kind switch
    {
        ResourceKind.Form => Form,
        ResourceKind.Other => Resource,
        _ => throw new UnreachableException($"No word for {kind}."),
    };
}
