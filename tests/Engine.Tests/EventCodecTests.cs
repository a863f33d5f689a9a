using System.Buffers;

using Fairlead.Engine.Events;
using Fairlead.Engine.Tables;
using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

public sealed class EventCodecTests
{
    /// <summary>The set of events is closed, so a new case without bytes fails here.</summary>
    [Fact]
    public void Every_event_is_read_as_it_was_written()
    {
        foreach (var optionals in new[] { Optionals.All, Optionals.Nullable, Optionals.None })
        {
            var events = Samples.EventCases.Select(type => Samples.Make(type, optionals)).ToList();
            var writer = new ArrayBufferWriter<byte>();
            foreach (var @event in events) EventCodec.Write(writer, @event);

            var bytes = writer.WrittenSpan;
            foreach (var @event in events)
                Assert.Equal(Samples.Describe(@event), Samples.Describe(EventCodec.Read(ref bytes)));
            Assert.Equal(0, bytes.Length);
        }
    }

    [Fact]
    public void What_is_not_of_user_tasks_is_left_to_others()
    {
        var writer = new ArrayBufferWriter<byte>();

        Assert.False(UserTaskEvents.Write(new RecordWriter(writer), new Event.JobCanceled(new(1))));
        Assert.Equal(0, writer.WrittenCount);
    }

    /// <summary>
    /// What was written once is read for ever: a line here may be added, never changed. A case that has a second line got a field later.
    /// </summary>
    [Fact]
    public void Every_event_keeps_its_bytes()
    {
        var lines = new List<string>();
        foreach (var type in Samples.EventCases.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            foreach (var optionals in new[] { Optionals.All, Optionals.Nullable, Optionals.None })
            {
                var writer = new ArrayBufferWriter<byte>();
                EventCodec.Write(writer, Samples.Make(type, optionals));
                var line = $"{type.Name} {Convert.ToHexString(writer.WrittenSpan)}";
                if (lines.Count == 0 || lines[^1] != line) lines.Add(line);
            }
        }

        Snapshot.Match(string.Join('\n', lines));
    }

    /// <summary>Bytes of the first release. They must be readable for ever: never change the expected text, only add rows.</summary>
    [Fact]
    public void Bytes_of_the_first_release_are_still_read()
    {
        ReadOnlySpan<byte> bytes = Convert.FromHexString("2010");

        var @event = Assert.IsType<Event.JobCompleted>(EventCodec.Read(ref bytes));

        Assert.Equal(new JobKey(8), @event.Key);
    }

    [Fact]
    public void A_number_that_no_event_has_stops_the_reader() => Assert.Throws<System.Diagnostics.UnreachableException>(() =>
    {
        ReadOnlySpan<byte> bytes = [0xFE, 0x7F];
        EventCodec.Read(ref bytes);
    });
}
