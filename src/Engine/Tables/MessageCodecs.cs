using System.Buffers;

namespace Fairlead.Engine.Tables;

internal readonly struct MessageCodec : ITableCodec<MessageKey, Message>
{
    public static Family Family => Family.Messages;

    public static void WriteKey(IBufferWriter<byte> output, MessageKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(Message value) => 160 + value.Variables.Length;

    public static void WriteValue(RecordWriter writer, Message value)
    {
        writer.Long(value.Key.Value);
        writer.Text(value.Name);
        writer.Text(value.CorrelationKey);
        writer.Text(value.MessageId);
        writer.Long(value.Deadline.UnixMilliseconds);
        writer.Blob(value.Variables.Span);
        writer.Texts(value.CorrelatedTo);
        if (value.Trace is not null || value.Tenant is not null) TraceCodec.WriteOptional(writer, value.Trace);
        if (value.Tenant is not null) writer.OptionalText(value.Tenant);
    }

    public static Message ReadValue(ref RecordReader reader)
    {
        var message = ReadFields(ref reader);
        return reader.AtEnd ? message : message with
        {
            Trace = TraceCodec.ReadOptional(ref reader),
            Tenant = reader.OptionalText(),
        };
    }

    private static Message ReadFields(ref RecordReader reader) => new(
        new(reader.Long()),
        reader.Text(),
        reader.Text(),
        reader.Text(),
        new(reader.Long()),
        reader.Blob(),
        reader.Texts());
}

internal readonly struct SubscriptionCodec : ITableCodec<SubscriptionKey, Subscription>
{
    public static Family Family => Family.Subscriptions;

    public static void WriteKey(IBufferWriter<byte> output, SubscriptionKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(Subscription value) => 200;

    public static void WriteValue(RecordWriter writer, Subscription value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Element.Value);
        writer.Long(value.Instance.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.ProcessId);
        writer.Text(value.CatchId);
        writer.Text(value.MessageName);
        writer.Text(value.CorrelationKey);
        writer.Flag(value.Interrupting);
        writer.Optional(value.LastMessage?.Value);
    }

    public static Subscription ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        new(reader.Long()),
        new(reader.Long()),
        new(reader.Long()),
        reader.Text(),
        reader.Text(),
        reader.Text(),
        reader.Text(),
        reader.Flag(),
        reader.Optional() is { } message ? new MessageKey(message) : null);
}

internal readonly struct StartSubscriptionCodec : ITableCodec<SubscriptionKey, StartSubscription>
{
    public static Family Family => Family.StartSubscriptions;

    public static void WriteKey(IBufferWriter<byte> output, SubscriptionKey key)
    {
        KeyBytes.Mark(output, 'k');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(StartSubscription value) => 160;

    public static void WriteValue(RecordWriter writer, StartSubscription value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.ProcessId);
        writer.Text(value.ElementId);
        writer.Text(value.MessageName);
    }

    public static StartSubscription ReadValue(ref RecordReader reader) =>
        new(new(reader.Long()), new(reader.Long()), reader.Text(), reader.Text(), reader.Text());
}

/// <summary>The instance that holds the start lock of a process and a correlation key.</summary>
internal readonly struct StartLockCodec : ITableCodec<NameAndKey, Box<InstanceKey>>
{
    public static Family Family => Family.StartLocks;

    public static void WriteKey(IBufferWriter<byte> output, NameAndKey key)
    {
        KeyBytes.Tenant(output, key.Tenant);
        KeyBytes.Text(output, key.Name);
        KeyBytes.Text(output, key.CorrelationKey);
    }

    public static int Weigh(Box<InstanceKey> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<InstanceKey> value) => writer.Long(value.Value.Value);

    public static Box<InstanceKey> ReadValue(ref RecordReader reader) => new(new InstanceKey(reader.Long()));
}

/// <summary>A struct as a table value.</summary>
internal sealed record Box<T>(T Value)
    where T : struct;

internal readonly struct LedgerCodec : ITableCodec<Name, LedgerEntry>
{
    public static Family Family => Family.Ledger;

    public static void WriteKey(IBufferWriter<byte> output, Name key) => KeyBytes.Text(output, key.Text);

    public static int Weigh(LedgerEntry value) => 40;

    public static void WriteValue(RecordWriter writer, LedgerEntry value)
    {
        writer.Long(value.AnswerKey);
        writer.Long(value.AnswerInstance);
        writer.Long(value.KeptUntil.UnixMilliseconds);
        writer.Optional(value.AnswerDefinition?.Value);
        if (value.Entry is not { } entry) return;
        writer.Optional(entry.Value);
        writer.Flag(value.IsDueByEntry);
    }

    public static LedgerEntry ReadValue(ref RecordReader reader) => new(
        reader.Long(),
        reader.Long(),
        new(reader.Long()),
        reader.Optional() is { } definition ? new DefinitionKey(definition) : null)
    {
        Entry = reader.Optional() is { } entry ? new InboxKey(entry) : null,
        IsDueByEntry = reader.Flag(),
    };
}

/// <summary>Text as a table key.</summary>
/// <param name="Tenant">Null for the default tenant, or where there is none.</param>
internal readonly record struct Name(string? Tenant, string Text)
{
    public Name(string text)
        : this(Tenant: null, text)
    {
    }
}

internal readonly struct WorkCodec : ITableCodec<WorkKey, Work>
{
    public static Family Family => Family.Work;

    public static void WriteKey(IBufferWriter<byte> output, WorkKey key)
    {
        KeyBytes.Mark(output, 'k');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(Work value) => 32;

    public static void WriteValue(RecordWriter writer, Work value)
    {
        writer.Int((int)value.Kind);
        writer.Long(value.Element.Value);
    }

    public static Work ReadValue(ref RecordReader reader) => new((WorkKind)reader.Int(), new(reader.Long()));
}
