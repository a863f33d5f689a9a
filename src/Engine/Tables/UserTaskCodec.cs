using System.Buffers;

using Fairlead.Engine.Events;

namespace Fairlead.Engine.Tables;

internal readonly struct UserTaskCodec : ITableCodec<UserTaskKey, UserTask>
{
    public static Family Family => Family.UserTasks;

    public static void WriteKey(IBufferWriter<byte> output, UserTaskKey key) => KeyBytes.Long(output, key.Value);

    public static int Weigh(UserTask value) =>
        400 + (value.Change is { } change ? 300 + change.Variables.Length : 0)
        + (value.Attributes.CandidateUsers.Count + value.Attributes.CandidateGroups.Count) * 60;

    public static void WriteValue(RecordWriter writer, UserTask value)
    {
        writer.Long(value.Key.Value);
        writer.Long(value.Element.Value);
        writer.Int((int)value.Phase);
        UserTaskEvents.Write(writer, value.Attributes);
        writer.OptionalText(value.ExternalForm);
        writer.Flag(value.Change is not null);
        if (value.Change is { } change)
        {
            writer.Text(change.Action);
            UserTaskEvents.Write(writer, change.Wanted);
            writer.Texts(change.Changed);
            writer.Blob(change.Variables.Span);
            writer.Int(change.ListenersDone);
        }

        if (value.Form is { } form) writer.Optional(form.Value);
    }

    public static UserTask ReadValue(ref RecordReader reader) => new()
    {
        Key = new(reader.Long()),
        Element = new(reader.Long()),
        Phase = (UserTaskPhase)reader.Int(),
        Attributes = UserTaskEvents.ReadAttributes(ref reader),
        ExternalForm = reader.OptionalText(),
        Change = reader.Flag()
            ? new(reader.Text(), UserTaskEvents.ReadAttributes(ref reader), reader.Texts(), reader.Blob(), reader.Int())
            : null,
        Form = reader.Optional() is { } form ? new ResourceKey(form) : null,
    };
}
