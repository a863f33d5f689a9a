using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fairlead.Engine;
using Fairlead.Tests;

namespace Fairlead.Bench.Speed;

/// <summary>The processor on one thread with its state in memory: what the broker cannot be faster than.</summary>
internal sealed class EngineAlone
{
    /// <summary>Instances that are under way together.</summary>
    private const int InFlight = 64;

    /// <summary>As the broker: changed entries before they are written out.</summary>
    private const int ChangedAtMost = 50_000;

    private readonly InMemoryStateStore _store = new();
    private readonly State _state;
    private readonly Processor _processor;
    private readonly Shape _shape;
    private readonly string _process;
    private readonly List<long> _ticks = [];
    private long _number;

    private EngineAlone(Shape shape)
    {
        _shape = shape;
        _state = new State(_store);
        _processor = new Processor(_state, new ProcessorOptions());
        _process = Do<Reply.Deployed>(new Command.Deploy([new Resource("bench.bpmn", Encoding.UTF8.GetBytes(shape.Bpmn()))])).Processes[0].ProcessId;
    }

    public static SpeedResult Run(Shape shape, TimeSpan warmup, TimeSpan duration)
    {
        var engine = new EngineAlone(shape);
        engine.Drive(warmup);
        engine._ticks.Clear();
        using var meter = new Meter();
        engine.Drive(duration);
        return meter.Result(new Latencies(engine._ticks), InFlight);
    }

    private void Drive(TimeSpan time)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < InFlight; i++)
            {
                if (_shape.Letter is Shape.Message)
                    Correlate(string.Create(CultureInfo.InvariantCulture, $"{++_number}"));
                else
                    Do<Reply.Created>(new Command.CreateInstance(null, _process, null, Shape.Variables.ToArray(), true, [], null));
            }

            while (_shape.HasJobs && CompleteSome())
            {
            }

            for (var i = 0; i < InFlight; i++)
                _ticks.Add(Stopwatch.GetTimestamp() - began);
        }
    }

    private void Correlate(string key)
    {
        Do<Reply.Published>(new Command.PublishMessage(Models.StartMessage, key, TimeSpan.Zero, "", Shape.KeyOnly(key), null));
        Do<Reply.Correlated>(new Command.CorrelateMessage(Models.SecondMessage, key, Shape.Variables.ToArray(), null));
    }

    private bool CompleteSome()
    {
        var jobs = Do<Reply.Jobs>(new Command.ActivateJobs(Models.JobType, "bench", TimeSpan.FromMinutes(5), 100, [], int.MaxValue)).Activated;
        foreach (var job in jobs)
            Do<Reply.Done>(new Command.CompleteJob(job.Key, Shape.JobResult.ToArray()));
        return jobs.Count > 0;
    }

    private T Do<T>(Command command)
        where T : Reply
    {
        var outcome = _processor.Process(command, new Timestamp(_number));
        if (_state.ChangedEntries > ChangedAtMost)
            _state.Drain(_store);
        return outcome.Reply as T ?? throw new BenchException($"{command} was answered with {outcome.Reply}.");
    }
}
