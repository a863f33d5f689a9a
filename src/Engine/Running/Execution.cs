using Fairlead.Engine.Model;
using Fairlead.Feel;

namespace Fairlead.Engine.Running;

/// <summary>
/// One command in the making: the events it led to so far, and the steps of instances that are still to do. Whoever decides something
/// says it by <see cref="Emit"/> and sees it in the state at once. Made once, and begun anew with each command.
/// </summary>
internal sealed class Execution(State state, ProcessorOptions options, DefinitionCache definitions)
{
    private readonly List<Event> _events = [];
    private readonly List<Notice> _notices = [];
    private readonly HashSet<string> _availableTypes = [];
    private readonly Queue<Step> _steps = new();
    private readonly PendingConditions _conditions = new();
    private FeelEvaluation? _evaluation;
    private Timestamp _now;
    private long _nextKey;

    public State State => state;

    public ProcessorOptions Options => options;

    public Timestamp Now => _now;

    /// <summary>What conditions are to be asked about when the step at hand is done.</summary>
    public PendingConditions PendingConditions => _conditions;

    /// <summary>Steps that this command does before the rest is put off.</summary>
    public int StepsAtMost { get; set; }

    public FeelEvaluation Evaluation => _evaluation ??= new FeelEvaluation
    {
        Now = DateTimeOffset.FromUnixTimeMilliseconds(_now.UnixMilliseconds),
        // The steps end what would not end, at the same place each time. A clock would not.
        TimeAtMost = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Forgets the command before, which may have ended by a defect.</summary>
    public void Begin(Timestamp now)
    {
        _events.Clear();
        _notices.Clear();
        _availableTypes.Clear();
        _steps.Clear();
        _conditions.Clear();
        _nextKey = 0;
        StepsAtMost = options.StepsAtMost;
        if (now != _now) _evaluation = null;
        _now = now;
    }

    /// <summary>Takes back all that the command did: it is refused after all.</summary>
    public void Undo()
    {
        state.RollBack();
        state.BeginCommand();
        Begin(_now);
    }

    public void Emit(Event @event)
    {
        state.Apply(@event);
        _events.Add(@event);
    }

    public long NewKey()
    {
        var key = Math.Max(_nextKey, state.NextKey);
        _nextKey = key + 1;
        return key;
    }

    public ExecutableProcess Process(DefinitionKey definition) => definitions.Get(definition);

    public ExecutableDecisions DecisionsOf(RequirementsKey requirements) => definitions.Decisions.Get(requirements);

    public Node NodeOf(ElementInstance element)
    {
        var process = Process(element.Definition);
        return element.Scope is null ? process.Root
            : element.Type == LoopNode.BodyType ? process.FindLoop(element.ElementId)
            : element.Type == InnerInstanceNode.TypeName ? process.FindInner(element.ElementId)
            : process.Find(element.ElementId);
    }

    /// <summary>Puts a step behind those that are to be done already.</summary>
    public void Later(WorkKind kind, ElementKey element, Node node) => _steps.Enqueue(new(kind, element, node));

    /// <summary>Does the steps, and those that they lead to. What is too much for one command is put off.</summary>
    public void DoSteps()
    {
        // What the command itself changed comes before what it led to, and so on after each step.
        Conditions.Ask(this);
        for (var left = StepsAtMost; left > 0 && _steps.TryDequeue(out var step); left--)
        {
            Steps.Do(this, step);
            Conditions.Ask(this);
        }

        while (_steps.TryDequeue(out var step)) Emit(new Event.WorkDeferred(new(NewKey()), new(step.Kind, step.Element)));
    }

    public void Notify(Notice notice) => _notices.Add(notice);

    public void NotifyAvailable(string jobType)
    {
        if (_availableTypes.Add(jobType)) _notices.Add(new Notice.JobsAvailable(jobType));
    }

    public Outcome End(Reply reply) => new(reply, [.. _events], [.. _notices]);
}

/// <summary>One step that is to be done within the command.</summary>
internal readonly record struct Step(WorkKind Kind, ElementKey Element, Node Node);
