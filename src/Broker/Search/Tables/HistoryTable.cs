using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Broker.Search.History;
using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>
/// The events of each instance, as the journal had them: what happens to one instance within a transaction is one row. Events of jobs that
/// were created long before lie under the key of the job.
/// </summary>
internal sealed class HistoryTable(SqliteConnection connection) : ITable
{
    /// <summary>A longer value is told by its size.</summary>
    public const int ValueAtMostBytes = 4 * 1024;

    /// <summary>Jobs whose instances are remembered.</summary>
    private const int JobsAtMost = 100_000;

    private readonly Dictionary<long, Story> _stories = [];
    private readonly List<Story> _touched = [];
    private readonly Stack<Story> _unused = [];
    private readonly Dictionary<long, long> _instancesOfJobs = [];
    private readonly Insert _insert = new(connection, "INSERT INTO history (owner_key, position, entries)", columns: 3);

    public void Add(Event @event, Timestamp at, long position, int place)
    {
        if (!EventOwner.IsTold(@event) || EventOwner.Of(@event) is not { Key: not 0 } owner)
            return;
        var key = owner.Key;
        if (@event is Event.JobCreated created)
            _instancesOfJobs[created.Key.Value] = key = created.Instance.Value;
        else if (owner.IsJob && _instancesOfJobs.TryGetValue(key, out var instance))
            key = instance;
        if (@event is Event.InstanceCalled called)
            Write(called.CallerInstance.Value, @event, at, position, place);
        Write(key, Shortened(@event), at, position, place);
    }

    public void Flush()
    {
        _insert.Write(_touched, static (insert, first, story) => insert
            .Bind(first, story.Owner)
            .Bind(first + 1, story.Position)
            .BindBlob(first + 2, story.Entries.WrittenSpan));
        Clear();
        if (_instancesOfJobs.Count > JobsAtMost)
            _instancesOfJobs.Clear();
    }

    public void Clear()
    {
        foreach (var story in _touched)
        {
            if (story.Entries.Capacity <= 64 * 1024 && _unused.Count < 10_000)
            {
                story.Entries.ResetWrittenCount();
                _unused.Push(story);
            }
        }

        _touched.Clear();
        _stories.Clear();
    }

    public void Dispose() => _insert.Dispose();

    private static Event Shortened(Event @event) => @event switch
    {
        Event.VariableSet { Value.Length: > ValueAtMostBytes } e => e with { Value = TooLong(e.Value.Length) },
        Event.LoopResultSet { Value.Length: > ValueAtMostBytes } e => e with { Value = TooLong(e.Value.Length) },
        Event.EventTriggered { Variables.Length: > ValueAtMostBytes } e => e with { Variables = default },
        Event.ScopeInterrupted { Variables.Length: > ValueAtMostBytes } e => e with { Variables = default },
        _ => @event,
    };

    private static ReadOnlyMemory<byte> TooLong(int bytes) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"({bytes} bytes)\""));

    private void Write(long owner, Event @event, Timestamp at, long position, int place)
    {
        ref var story = ref CollectionsMarshal.GetValueRefOrAddDefault(_stories, owner, out _);
        if (story is null)
        {
            story = _unused.TryPop(out var used) ? used : new Story();
            story.Owner = owner;
            story.Position = position;
            _touched.Add(story);
        }

        HistoryEntry.Write(story.Entries, position, place, at, @event);
    }

    private sealed class Story
    {
        public long Owner { get; set; }

        /// <summary>Of its first event.</summary>
        public long Position { get; set; }

        public ArrayBufferWriter<byte> Entries { get; } = new(512);
    }
}
