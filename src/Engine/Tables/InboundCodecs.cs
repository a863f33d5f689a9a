using System.Buffers;
using System.Text;

namespace Fairlead.Engine.Tables;

/// <summary>What is kept, without what it carries: many are listed, few are read whole.</summary>
internal readonly struct InboundCodec : ITableCodec<InboxKey, KeptInbound>
{
    public static Family Family => Family.Inbox;

    public static void WriteKey(IBufferWriter<byte> output, InboxKey key)
    {
        KeyBytes.Mark(output, 'k');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(KeptInbound value) => 400 + 2 * (value.Reason.Length + (value.DeduplicationKey?.Length ?? 0));

    public static void WriteValue(RecordWriter writer, KeptInbound value)
    {
        writer.Long(value.Key.Value);
        writer.OptionalText(value.Tenant);
        Write(writer, value.Target);
        writer.Flag(value.IsHeld);
        writer.Text(value.Code);
        writer.Text(value.Reason);
        writer.Int(value.PayloadBytes);
        writer.OptionalText(value.DeduplicationKey);
        writer.OptionalText(value.MessageId);
        writer.Int(value.Attempts);
        writer.Long(value.ReceivedAt.UnixMilliseconds);
        writer.Long(value.LastAttemptAt.UnixMilliseconds);
        writer.Long(value.KeptUntil.UnixMilliseconds);
        writer.Flag(value.IsSpared);
    }

    public static KeptInbound ReadValue(ref RecordReader reader) => new(new(reader.Long()), reader.OptionalText(), ReadTarget(ref reader))
    {
        IsHeld = reader.Flag(),
        Code = reader.Text(),
        Reason = reader.Text(),
        PayloadBytes = reader.Int(),
        DeduplicationKey = reader.OptionalText(),
        MessageId = reader.OptionalText(),
        Attempts = reader.Int(),
        ReceivedAt = new(reader.Long()),
        LastAttemptAt = new(reader.Long()),
        KeptUntil = new(reader.Long()),
        IsSpared = reader.Flag(),
    };

    public static void Write(RecordWriter writer, InboundTarget target)
    {
        writer.Text(target.Type);
        writer.Text(target.ProcessId);
        writer.Text(target.ElementId);
    }

    public static InboundTarget ReadTarget(ref RecordReader reader) => new(reader.Text(), reader.Text(), reader.Text());
}

internal readonly struct InboundPayloadCodec : ITableCodec<InboxKey, InboundPayload>
{
    public static Family Family => Family.Inbox;

    public static void WriteKey(IBufferWriter<byte> output, InboxKey key)
    {
        KeyBytes.Mark(output, 'p');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(InboundPayload value) => 40 + value.Json.Length;

    public static void WriteValue(RecordWriter writer, InboundPayload value) => writer.Blob(value.Json.Span);

    public static InboundPayload ReadValue(ref RecordReader reader) => new(reader.Blob());
}

/// <param name="Json">UTF-8 JSON object.</param>
internal sealed record InboundPayload(ReadOnlyMemory<byte> Json);

/// <summary>What is kept under a deduplication key.</summary>
internal readonly struct InboundNameCodec : ITableCodec<Name, Box<InboxKey>>
{
    public static Family Family => Family.Inbox;

    public static void WriteKey(IBufferWriter<byte> output, Name key)
    {
        KeyBytes.Mark(output, 'd');
        KeyBytes.Text(output, key.Text);
    }

    public static int Weigh(Box<InboxKey> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<InboxKey> value) => writer.Long(value.Value.Value);

    public static Box<InboxKey> ReadValue(ref RecordReader reader) => new(new InboxKey(reader.Long()));
}

/// <summary>What is kept, or only what is held or what is not, of everybody, a tenant, a process or an element, in order of arrival.</summary>
/// <param name="Scope">0 for everybody to 3 for an element.</param>
/// <param name="Tenant">Null for the default tenant, or for everybody.</param>
internal readonly record struct KeptGroup(int Scope, bool IsHeld, string? Tenant, string ProcessId, string ElementId)
{
    public const int All = 0;
    public const int OfTenant = 1;
    public const int OfProcess = 2;
    public const int OfElement = 3;

    public static KeptGroup Of(bool isHeld, string? tenant, string processId, string elementId) =>
        new(OfElement, isHeld, tenant, processId, elementId);

    /// <summary>All that an event is in.</summary>
    public static KeptGroup[] Of(KeptInbound kept) =>
    [
        new(All, kept.IsHeld, null, "", ""),
        new(OfTenant, kept.IsHeld, kept.Tenant, "", ""),
        new(OfProcess, kept.IsHeld, kept.Tenant, kept.Target.ProcessId, ""),
        Of(kept.IsHeld, kept.Tenant, kept.Target.ProcessId, kept.Target.ElementId),
    ];
}

internal readonly struct KeptInOrder : IGroupCodec<KeptGroup>
{
    public static Family Family => Family.Inbox;

    public static void WriteGroup(IBufferWriter<byte> output, KeptGroup group)
    {
        KeyBytes.Mark(output, group.IsHeld ? 'h' : 'q');
        KeyBytes.Mark(output, (char)('0' + group.Scope));
        if (group.Scope == KeptGroup.All) return;
        KeyBytes.Text(output, group.Tenant ?? "");
        if (group.Scope == KeptGroup.OfTenant) return;
        KeyBytes.Text(output, group.ProcessId);
        if (group.Scope == KeptGroup.OfElement) KeyBytes.Text(output, group.ElementId);
    }
}

internal readonly struct SuspensionCodec : ITableCodec<SuspensionKey, Suspension>
{
    public static Family Family => Family.Sources;

    public static void WriteKey(IBufferWriter<byte> output, SuspensionKey key)
    {
        KeyBytes.Mark(output, 's');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(Suspension value) => 160;

    public static void WriteValue(RecordWriter writer, Suspension value)
    {
        writer.Long(value.Key.Value);
        writer.OptionalText(value.Tenant);
        writer.Text(value.ProcessId);
        writer.OptionalText(value.ElementId);
        writer.Long(value.Since.UnixMilliseconds);
    }

    public static Suspension ReadValue(ref RecordReader reader) =>
        new(new(reader.Long()), reader.OptionalText(), reader.Text(), reader.OptionalText(), new(reader.Long()));
}

/// <summary>What suspends a trigger: the element is empty for all of the process.</summary>
internal readonly struct SuspendedTriggerCodec : ITableCodec<NameAndKey, Box<SuspensionKey>>
{
    public static Family Family => Family.Sources;

    public static void WriteKey(IBufferWriter<byte> output, NameAndKey key)
    {
        KeyBytes.Mark(output, 't');
        KeyBytes.Text(output, key.Tenant ?? "");
        KeyBytes.Text(output, key.Name);
        KeyBytes.Text(output, key.CorrelationKey);
    }

    public static int Weigh(Box<SuspensionKey> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<SuspensionKey> value) => writer.Long(value.Value.Value);

    public static Box<SuspensionKey> ReadValue(ref RecordReader reader) => new(new SuspensionKey(reader.Long()));
}

internal readonly struct SuspensionsInOrder : IGroupCodec<Everything>
{
    public static Family Family => Family.Sources;

    public static void WriteGroup(IBufferWriter<byte> output, Everything group) => KeyBytes.Mark(output, 'S');
}

/// <summary>Where a source is read up to.</summary>
internal readonly struct PlaceCodec : ITableCodec<Name, PlaceValue>
{
    public static Family Family => Family.Sources;

    public static void WriteKey(IBufferWriter<byte> output, Name key)
    {
        KeyBytes.Mark(output, 'c');
        KeyBytes.Text(output, key.Tenant ?? "");
        KeyBytes.Text(output, key.Text);
    }

    public static int Weigh(PlaceValue value) => 40 + Encoding.UTF8.GetByteCount(value.Text);

    public static void WriteValue(RecordWriter writer, PlaceValue value) => writer.Text(value.Text);

    public static PlaceValue ReadValue(ref RecordReader reader) => new(reader.Text());
}

internal sealed record PlaceValue(string Text);
