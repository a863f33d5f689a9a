using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what happens to user tasks: numbers 80 to 89. Old bytes stay readable for ever.</summary>
internal static class UserTaskEvents
{
    /// <returns>Whether it was one of these.</returns>
    public static bool Write(RecordWriter w, Event @event)
    {
        switch (@event)
        {
            case Event.UserTaskCreating e:
                w.Int(e.Form is null ? 80 : 89);
                w.Long(e.Key.Value);
                w.Long(e.Element.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Definition.Value);
                w.Text(e.ProcessId);
                w.Int(e.ProcessVersion);
                w.Text(e.ElementId);
                Write(w, e.Attributes);
                w.OptionalText(e.ExternalForm);
                w.Texts(e.Headers);
                if (e.Form is { } form) w.Long(form.Value);
                return true;
            case Event.UserTaskCreated e: return Write(w, 81, e.Key, e.Instance, e.Attributes);
            case Event.UserTaskChanging e:
                w.Int(82);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Int((int)e.Phase);
                w.Text(e.Action);
                Write(w, e.Wanted);
                w.Texts(e.Changed);
                w.Blob(e.Variables.Span);
                return true;
            case Event.UserTaskCorrected e:
                Write(w, 83, e.Key, e.Instance, e.Wanted);
                w.Texts(e.Changed);
                return true;
            case Event.UserTaskDenied e:
                w.Int(84);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Int((int)e.Phase);
                w.Text(e.Reason);
                return true;
            case Event.UserTaskChanged e:
                w.Int(85);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Int((int)e.Phase);
                Write(w, e.Attributes);
                return true;
            case Event.UserTaskCompleted e: return Write(w, 86, e.Key, e.Instance, e.Attributes);
            case Event.UserTaskCanceling e:
                w.Int(87);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                return true;
            case Event.UserTaskCanceled e: return Write(w, 88, e.Key, e.Instance, e.Attributes);
            default: return false;
        }
    }

    // Arguments are evaluated from left to right: the order of the fields.
    public static Event Read(int number, ref RecordReader r) => number switch
    {
        80 => Creating(ref r, hasForm: false),
        81 => new Event.UserTaskCreated(new(r.Long()), new(r.Long()), ReadAttributes(ref r)),
        82 => new Event.UserTaskChanging(
            new(r.Long()), new(r.Long()), (UserTaskPhase)r.Int(), r.Text(), ReadAttributes(ref r), r.Texts(), r.Blob()),
        83 => new Event.UserTaskCorrected(new(r.Long()), new(r.Long()), ReadAttributes(ref r), r.Texts()),
        84 => new Event.UserTaskDenied(new(r.Long()), new(r.Long()), (UserTaskPhase)r.Int(), r.Text()),
        85 => new Event.UserTaskChanged(new(r.Long()), new(r.Long()), (UserTaskPhase)r.Int(), ReadAttributes(ref r)),
        86 => new Event.UserTaskCompleted(new(r.Long()), new(r.Long()), ReadAttributes(ref r)),
        87 => new Event.UserTaskCanceling(new(r.Long()), new(r.Long())),
        89 => Creating(ref r, hasForm: true),
        _ => new Event.UserTaskCanceled(new(r.Long()), new(r.Long()), ReadAttributes(ref r)),
    };

    private static Event.UserTaskCreating Creating(ref RecordReader r, bool hasForm) => new(
        new(r.Long()),
        new(r.Long()),
        new(r.Long()),
        new(r.Long()),
        r.Text(),
        r.Int(),
        r.Text(),
        ReadAttributes(ref r),
        r.OptionalText(),
        r.Texts(),
        hasForm ? new ResourceKey(r.Long()) : null);

    public static void Write(RecordWriter w, UserTaskAttributes attributes)
    {
        w.Text(attributes.Assignee);
        w.Texts(attributes.CandidateUsers);
        w.Texts(attributes.CandidateGroups);
        w.Text(attributes.DueDate);
        w.Text(attributes.FollowUpDate);
        w.Int(attributes.Priority);
    }

    public static UserTaskAttributes ReadAttributes(ref RecordReader r) =>
        new(r.Text(), r.Texts(), r.Texts(), r.Text(), r.Text(), r.Int());

    private static bool Write(RecordWriter w, int number, UserTaskKey key, InstanceKey instance, UserTaskAttributes attributes)
    {
        w.Int(number);
        w.Long(key.Value);
        w.Long(instance.Value);
        Write(w, attributes);
        return true;
    }
}
