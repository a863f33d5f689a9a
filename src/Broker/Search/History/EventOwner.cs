using System.Collections.Concurrent;
using System.Reflection;
using Fairlead.Engine;

namespace Fairlead.Broker.Search.History;

/// <summary>Whose story an event belongs to. Events name it in a field: of themselves, or of the job that they are about.</summary>
internal static class EventOwner
{
    private static readonly ConcurrentDictionary<Type, Func<Event, Owner>> Readers = [];

    /// <summary>What happened between the beginning and the end of an element is told by what it led to.</summary>
    public static bool IsTold(Event @event) =>
        @event is not (Event.ElementActivated or Event.ElementCompleting or Event.ElementTerminating or Event.ListenerReached
            or Event.ConditionsDeferred);

    public static Owner Of(Event @event) => Readers.GetOrAdd(@event.GetType(), Reader)(@event);

    private static Func<Event, Owner> Reader(Type type)
    {
        foreach (var name in (string[])["Instance", "Key"])
        {
            var getter = type.GetProperty(name)?.GetMethod;
            if (getter?.ReturnType == typeof(InstanceKey))
                return Compile<InstanceKey>(type, getter, key => new Owner(key.Value, IsJob: false));
            if (getter?.ReturnType == typeof(InstanceKey?))
                return Compile<InstanceKey?>(type, getter, key => key is { } some ? new Owner(some.Value, IsJob: false) : default);
            if (getter?.ReturnType == typeof(JobKey))
                return Compile<JobKey>(type, getter, key => new Owner(key.Value, IsJob: true));
        }

        return _ => default;
    }

    private static Func<Event, Owner> Compile<TKey>(Type type, MethodInfo getter, Func<TKey, Owner> toOwner) =>
        (Func<Event, Owner>)typeof(EventOwner)
            .GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type, typeof(TKey))
            .Invoke(null, [getter, toOwner])!;

    private static Func<Event, Owner> Typed<TEvent, TKey>(MethodInfo getter, Func<TKey, Owner> toOwner)
        where TEvent : Event
    {
        var read = getter.CreateDelegate<Func<TEvent, TKey>>();
        return @event => toOwner(read((TEvent)@event));
    }
}

/// <summary>An instance or a job.</summary>
/// <param name="Key">0 when the event belongs to no instance.</param>
internal readonly record struct Owner(long Key, bool IsJob);
