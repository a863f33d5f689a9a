using System.Buffers;

namespace Fairlead.Engine.Tables;

internal readonly struct SignalSubscriptionCodec : ITableCodec<SubscriptionKey, SignalSubscription>
{
    public static Family Family => Family.SignalSubscriptions;

    public static void WriteKey(IBufferWriter<byte> output, SubscriptionKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(SignalSubscription value) => 160;

    public static void WriteValue(RecordWriter writer, SignalSubscription value)
    {
        writer.Long(value.Key.Value);
        writer.Optional(value.Element?.Value);
        writer.Optional(value.Instance?.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.CatchId);
        writer.Text(value.SignalName);
    }

    public static SignalSubscription ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        reader.Optional() is { } element ? new ElementKey(element) : null,
        reader.Optional() is { } instance ? new InstanceKey(instance) : null,
        new(reader.Long()),
        reader.Text(),
        reader.Text());
}

internal readonly struct BroadcastCodec : ITableCodec<SignalKey, Broadcast>
{
    public static Family Family => Family.SignalsUnderWay;

    public static void WriteKey(IBufferWriter<byte> output, SignalKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(Broadcast value) => 120 + value.Variables.Length;

    public static void WriteValue(RecordWriter writer, Broadcast value)
    {
        writer.Long(value.Key.Value);
        writer.Text(value.Name);
        writer.Blob(value.Variables.Span);
        writer.Long(value.After.Value);
        if (value.Tenant is not null) writer.OptionalText(value.Tenant);
    }

    public static Broadcast ReadValue(ref RecordReader reader) =>
        new(new(reader.Long()), reader.Text(), reader.Blob(), new(reader.Long())) { Tenant = reader.OptionalText() };
}
