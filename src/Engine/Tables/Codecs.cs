using System.Buffers;
using System.Collections.Immutable;

namespace Fairlead.Engine.Tables;

internal readonly struct ElementCodec : ITableCodec<ElementKey, ElementInstance>
{
    public static Family Family => Family.Elements;

    public static void WriteKey(IBufferWriter<byte> output, ElementKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(ElementInstance value) =>
        200 + (value.Tokens.Length + value.VariableNames.Length) * 16 + (value.Triggers.IsEmpty ? 0 : Weigh(value.Triggers));

    private static int Weigh(ImmutableArray<Trigger> triggers) => triggers.Sum(trigger => trigger.Variables.Length);

    public static void WriteValue(RecordWriter writer, ElementInstance value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Instance.Value);
        writer.Optional(value.Scope?.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.ElementId);
        writer.Text(value.Type);
        writer.Int((int)value.Phase);
        writer.Int(value.ActiveChildren);
        writer.Texts(value.Tokens);
        writer.Texts(value.VariableNames);
        writer.Optional(value.Job?.Value);
        writer.Int(value.Timers.Length);
        foreach (var timer in value.Timers) writer.Long(timer.Value);
        writer.Int(value.Subscriptions.Length);
        foreach (var subscription in value.Subscriptions) writer.Long(subscription.Value);
        writer.Optional(value.Incident?.Value);
        writer.Int(value.Triggers.Length);
        foreach (var trigger in value.Triggers)
        {
            writer.Text(trigger.CatchId);
            writer.Flag(trigger.Interrupting);
            writer.Blob(trigger.Variables.Span);
        }

        writer.Flag(value.Root is not null);
        if (value.Root is { } root) Write(writer, root);
        // What few elements have lies behind the end of the others' records.
        if (IsPlain(value)) return;
        writer.Flag(value.Interruption is not null);
        if (value.Interruption is { } interruption)
        {
            writer.Text(interruption.CatchId);
            writer.Flag(interruption.IsTaken);
            writer.Blob(interruption.Variables.Span);
        }

        writer.Int(value.Signals.Length);
        foreach (var signal in value.Signals) writer.Long(signal.Value);
        writer.Optional(value.Called?.Value);
        writer.Int(value.LoopCounter);
        writer.Flag(value.Loop is not null);
        if (value.Loop is { } loop)
        {
            writer.Int(loop.Items);
            writer.Int(loop.Created);
            writer.Int(loop.Completed);
            writer.Int(loop.Terminated);
        }

        var caller = value.Root?.Caller;
        writer.Flag(caller is not null);
        if (caller is not null)
        {
            writer.Long(caller.Element.Value);
            writer.Long(caller.Instance.Value);
            writer.Int(caller.Depth);
        }

        writer.Texts(value.Root?.Tags ?? []);
        writer.OptionalText(value.Root?.BusinessId);
        writer.Flag(value.IsDiscarded);
        writer.Texts(value.Root?.EndsAfter ?? []);
        writer.Flag(value.Listening is not null);
        if (value.Listening is { } listening) Write(writer, listening);
        writer.Flag(value.IsFulfilled);
        CompensationCodec.WritePart(writer, value.Compensation);
        writer.Int(value.Conditions.Length);
        foreach (var condition in value.Conditions) writer.Long(condition.Value);
        writer.Optional(value.UserTask?.Value);
        if (value.Root is { IsTraced: true } traced) TraceCodec.Write(writer, traced);
    }

    private static bool IsPlain(ElementInstance value) => value is
    {
        Interruption: null,
        Signals.IsEmpty: true,
        Called: null,
        Loop: null,
        LoopCounter: 0,
        IsDiscarded: false,
        Listening: null,
        IsFulfilled: false,
        Compensation: null,
        Conditions.IsEmpty: true,
        UserTask: null,
        Root: null or { Caller: null, HasLabels: false, EndsAfter.IsEmpty: true, IsTraced: false },
    };

    public static ElementInstance ReadValue(ref RecordReader reader)
    {
        var element = ReadFields(ref reader);
        if (reader.AtEnd) return element;
        var caller = reader.Flag() ? new Caller(new(reader.Long()), new(reader.Long()), reader.Int()) : null;
        var (tags, businessId) = (reader.Texts(), reader.OptionalText());
        element = element with { IsDiscarded = reader.Flag() };
        var endsAfter = reader.Texts();
        element = element with
        {
            Root = element.Root is { } root
                ? root with { Caller = caller, Tags = tags, BusinessId = businessId, EndsAfter = endsAfter }
                : null,
            Listening = reader.Flag() ? ReadListening(ref reader) : null,
            IsFulfilled = reader.Flag(),
            Compensation = CompensationCodec.ReadPart(ref reader),
            Conditions = Many(ref reader, static (ref RecordReader r) => new SubscriptionKey(r.Long())),
            UserTask = reader.Optional() is { } task ? new UserTaskKey(task) : null,
        };
        return reader.AtEnd ? element : element with { Root = TraceCodec.Read(ref reader, element.Root!) };
    }

    private static ElementInstance ReadFields(ref RecordReader reader) => new()
    {
        Key = new(reader.Long()),
        Instance = new(reader.Long()),
        Scope = reader.Optional() is { } scope ? new ElementKey(scope) : null,
        Definition = new(reader.Long()),
        ElementId = reader.Text(),
        Type = reader.Text(),
        Phase = (ElementPhase)reader.Int(),
        ActiveChildren = reader.Int(),
        Tokens = reader.Texts(),
        VariableNames = reader.Texts(),
        Job = reader.Optional() is { } job ? new JobKey(job) : null,
        Timers = Many(ref reader, static (ref RecordReader r) => new TimerKey(r.Long())),
        Subscriptions = Many(ref reader, static (ref RecordReader r) => new SubscriptionKey(r.Long())),
        Incident = reader.Optional() is { } incident ? new IncidentKey(incident) : null,
        Triggers = Many(ref reader, static (ref RecordReader r) => new Trigger(r.Text(), r.Flag(), r.Blob())),
        Root = reader.Flag()
            ? new RootPart(reader.Text(), reader.Int(), reader.Flag(), reader.Texts(), reader.OptionalText())
            : null,
        Interruption = reader.Flag() ? new Interruption(reader.Text(), reader.Flag(), reader.Blob()) : null,
        Signals = Many(ref reader, static (ref RecordReader r) => new SubscriptionKey(r.Long())),
        Called = reader.Optional() is { } called ? new InstanceKey(called) : null,
        LoopCounter = reader.Int(),
        Loop = reader.Flag() ? new LoopCount(reader.Int(), reader.Int(), reader.Int(), reader.Int()) : null,
    };

    private static void Write(RecordWriter writer, Listening listening)
    {
        writer.Int(listening.Place);
        writer.Flag(listening.Start is not null);
        if (listening.Start is not { } start) return;
        writer.Text(start.StartId);
        writer.Blob(start.Variables.Span);
    }

    private static Listening ReadListening(ref RecordReader reader) =>
        new(reader.Int(), reader.Flag() ? new HeldStart(reader.Text(), reader.Blob()) : null);

    private static void Write(RecordWriter writer, RootPart root)
    {
        writer.Text(root.ProcessId);
        writer.Int(root.Version);
        writer.Flag(root.AwaitResult);
        writer.Texts(root.FetchVariables);
        writer.OptionalText(root.StartLock);
    }

    internal delegate T ReadOne<T>(ref RecordReader reader);

    internal static ImmutableArray<T> Many<T>(ref RecordReader reader, ReadOne<T> one)
    {
        var count = reader.Int();
        if (count == 0) return [];
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++) items.Add(one(ref reader));
        return items.MoveToImmutable();
    }
}

internal readonly struct VariableCodec : ITableCodec<ScopeAndName, Variable>
{
    public static Family Family => Family.Variables;

    public static void WriteKey(IBufferWriter<byte> output, ScopeAndName key)
    {
        KeyBytes.Long(output, key.Scope.Value);
        KeyBytes.Text(output, key.Name);
    }

    public static int Weigh(Variable value) => 80 + (int)value.LengthBytes;

    public static void WriteValue(RecordWriter writer, Variable value)
    {
        writer.Long(value.Key.Value);
        writer.Blob(value.Value.Span);
    }

    public static Variable ReadValue(ref RecordReader reader) => new(new(reader.Long()), reader.Blob());
}

internal readonly struct JobCodec : ITableCodec<JobKey, Job>
{
    public static Family Family => Family.Jobs;

    public static void WriteKey(IBufferWriter<byte> output, JobKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(Job value) => 160;

    public static void WriteValue(RecordWriter writer, Job value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Element.Value);
        writer.Long(value.Instance.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.ProcessId);
        writer.Int(value.ProcessVersion);
        writer.Text(value.ElementId);
        writer.Text(value.Type);
        writer.Int(value.RetriesLeft);
        writer.Int((int)value.Phase);
        writer.OptionalText(value.Worker);
        writer.Optional(value.Deadline?.UnixMilliseconds);
        writer.Optional(value.RetryAt?.UnixMilliseconds);
        if (value is { Headers.IsEmpty: true, Kind: JobKind.BpmnElement, HasAllHeaders: false, Tenant: null }) return;
        writer.Texts(value.Headers);
        writer.Int((int)value.Kind);
        writer.Int((int)value.ListenerEvent);
        writer.Flag(value.HasAllHeaders);
        if (value.Tenant is not null) writer.OptionalText(value.Tenant);
    }

    public static Job ReadValue(ref RecordReader reader) => new()
    {
        Key = new(reader.Long()),
        Element = new(reader.Long()),
        Instance = new(reader.Long()),
        Definition = new(reader.Long()),
        ProcessId = reader.Text(),
        ProcessVersion = reader.Int(),
        ElementId = reader.Text(),
        Type = reader.Text(),
        RetriesLeft = reader.Int(),
        Phase = (JobPhase)reader.Int(),
        Worker = reader.OptionalText(),
        Deadline = reader.Optional() is { } deadline ? new Timestamp(deadline) : null,
        RetryAt = reader.Optional() is { } at ? new Timestamp(at) : null,
        Headers = reader.Texts(),
        Kind = (JobKind)reader.Int(),
        ListenerEvent = (JobListenerEvent)reader.Int(),
        HasAllHeaders = reader.Flag(),
        Tenant = reader.OptionalText(),
    };
}

internal readonly struct TimerCodec : ITableCodec<TimerKey, TimerRecord>
{
    public static Family Family => Family.Timers;

    public static void WriteKey(IBufferWriter<byte> output, TimerKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(TimerRecord value) => 120;

    public static void WriteValue(RecordWriter writer, TimerRecord value)
    {
        writer.Long(value.Key.Value);
        writer.Optional(value.Element?.Value);
        writer.Optional(value.Instance?.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.CatchId);
        writer.Long(value.Due.UnixMilliseconds);
        writer.Optional(value.RepetitionsLeft);
        writer.OptionalText(value.Interval);
    }

    public static TimerRecord ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        reader.Optional() is { } element ? new ElementKey(element) : null,
        reader.Optional() is { } instance ? new InstanceKey(instance) : null,
        new(reader.Long()),
        reader.Text(),
        new(reader.Long()),
        (int?)reader.Optional(),
        reader.OptionalText());
}

internal readonly struct IncidentCodec : ITableCodec<IncidentKey, Incident>
{
    public static Family Family => Family.Incidents;

    public static void WriteKey(IBufferWriter<byte> output, IncidentKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(Incident value) => 200 + value.Message.Length * 2;

    public static void WriteValue(RecordWriter writer, Incident value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Instance.Value);
        writer.Long(value.Element.Value);
        writer.Optional(value.Job?.Value);
        writer.Long(value.Definition.Value);
        writer.Text(value.ProcessId);
        writer.Text(value.ElementId);
        writer.Text(value.ErrorType);
        writer.Text(value.Message);
    }

    public static Incident ReadValue(ref RecordReader reader) => new(
        new(reader.Long()),
        new(reader.Long()),
        new(reader.Long()),
        reader.Optional() is { } job ? new JobKey(job) : null,
        new(reader.Long()),
        reader.Text(),
        reader.Text(),
        reader.Text(),
        reader.Text());
}
