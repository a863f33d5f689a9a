using System.Buffers;

namespace Fairlead.Engine.Tables;

internal readonly struct ConditionCodec : ITableCodec<SubscriptionKey, ConditionSubscription>
{
    public static Family Family => Family.Conditions;

    public static void WriteKey(IBufferWriter<byte> output, SubscriptionKey key)
    {
        KeyBytes.Mark(output, 'k');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(ConditionSubscription value) => 120;

    public static void WriteValue(RecordWriter writer, ConditionSubscription value)
    {
        writer.Long(value.Key.Value);
        writer.Optional(value.Element?.Value);
        writer.Optional(value.Instance?.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.CatchId);
    }

    public static ConditionSubscription ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        reader.Optional() is { } element ? new ElementKey(element) : null,
        reader.Optional() is { } instance ? new InstanceKey(instance) : null,
        new(reader.Long()),
        reader.Text());

    public static void Write(RecordWriter writer, IReadOnlyList<VariableChange> changes)
    {
        writer.Int(changes.Count);
        foreach (var change in changes)
        {
            writer.Long(change.Scope.Value);
            writer.Text(change.Name);
            writer.Flag(change.IsNew);
            writer.Long(change.Before.Value);
        }
    }

    public static VariableChange[] ReadChanges(ref RecordReader reader)
    {
        var changes = new VariableChange[reader.Int()];
        for (var i = 0; i < changes.Length; i++) changes[i] = new(new(reader.Long()), reader.Text(), reader.Flag(), new(reader.Long()));
        return changes;
    }
}

internal readonly struct EvaluationCodec : ITableCodec<ConditionalEvaluationKey, ConditionEvaluation>
{
    public static Family Family => Family.ConditionsUnderWay;

    public static void WriteKey(IBufferWriter<byte> output, ConditionalEvaluationKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(ConditionEvaluation value) => 100 + (value.Changes.Count * 80);

    public static void WriteValue(RecordWriter writer, ConditionEvaluation value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Instance.Value);
        ConditionCodec.Write(writer, value.Changes);
        writer.Long(value.After.Value);
    }

    public static ConditionEvaluation ReadValue(ref RecordReader reader) =>
        new(new(reader.Long()), new(reader.Long()), ConditionCodec.ReadChanges(ref reader), new(reader.Long()));
}

internal readonly struct ConditionsOfInstance : IGroupCodec<InstanceKey>
{
    public static Family Family => Family.Conditions;

    public static void WriteGroup(IBufferWriter<byte> output, InstanceKey group)
    {
        KeyBytes.Mark(output, 'i');
        KeyBytes.Long(output, group.Value);
    }
}
