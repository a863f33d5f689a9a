using System.Buffers;

namespace Fairlead.Engine.Tables;

internal readonly struct CompensationCodec : ITableCodec<SubscriptionKey, CompensationSubscription>
{
    public static Family Family => Family.Compensations;

    public static void WriteKey(IBufferWriter<byte> output, SubscriptionKey key)
    {
        KeyBytes.Mark(output, 'k');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(CompensationSubscription value) => 140;

    public static void WriteValue(RecordWriter writer, CompensationSubscription value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Scope.Value);
        writer.Long(value.Activity.Value);
        writer.Text(value.ActivityId);
        writer.OptionalText(value.HandlerId);
        writer.Flag(value.HasContent);
    }

    public static CompensationSubscription ReadValue(ref RecordReader reader) => new(
        new(reader.Long()), new(reader.Long()), new(reader.Long()), reader.Text(), reader.OptionalText(), reader.Flag());

    /// <summary>What an element has to do with compensation.</summary>
    public static void WritePart(RecordWriter writer, CompensationPart? part)
    {
        writer.Flag(part is not null);
        if (part is null) return;
        writer.Int(part.Open);
        writer.Optional(part.Thrower?.Value);
        writer.Optional(part.Before?.Value);
        writer.Int(part.Handlers);
    }

    public static CompensationPart? ReadPart(ref RecordReader reader) => !reader.Flag() ? null : new(
        reader.Int(),
        reader.Optional() is { } thrower ? new ElementKey(thrower) : null,
        reader.Optional() is { } before ? new SubscriptionKey(before) : null,
        reader.Int());
}

internal readonly struct CompensationsOfScope : IGroupCodec<ElementKey>
{
    public static Family Family => Family.Compensations;

    public static void WriteGroup(IBufferWriter<byte> output, ElementKey group)
    {
        KeyBytes.Mark(output, 's');
        KeyBytes.Long(output, group.Value);
    }
}
