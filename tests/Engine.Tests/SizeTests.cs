using System.Buffers;
using System.Text;
using System.Text.Json;

using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

/// <summary>What must not cost more than its size: large bodies, many variables.</summary>
public sealed class SizeTests
{
    [Fact]
    public void The_journal_of_a_multi_instance_body_grows_with_its_items_and_not_with_their_square()
    {
        var (small, _) = Run(items: 250);
        var (large, result) = Run(items: 1000);

        Assert.InRange(large, small, small * 9 / 2);
        Assert.Equal($"[{string.Join(',', Enumerable.Range(1, 1000).Select(item => item * 2))}]", result);

        static (long Bytes, string Result) Run(int items)
        {
            var engine = new EngineUnderTest { ChecksReplay = false };
            engine.Deploy("each.bpmn");
            engine.Create("nested", $$"""{"orders": [[{{string.Join(',', Enumerable.Range(1, items))}}]]}""");
            engine.Finish();
            engine.CompareWithReplay();
            var writer = new ArrayBufferWriter<byte>();
            foreach (var @event in engine.Events) EventCodec.Write(writer, @event);
            var handedOver = engine.Events.OfType<Event.VariableSet>().Last(set => set.Name == "doubles");
            return (writer.WrittenCount, Encoding.UTF8.GetString(handedOver.Value.Span));
        }
    }

    [Fact]
    public void Going_on_does_no_more_steps_than_it_is_asked_for()
    {
        var engine = new EngineUnderTest(new ProcessorOptions { StepsAtMost = 50 });
        engine.Deploy("each.bpmn");
        engine.Create("nested", $$"""{"orders": [[{{string.Join(',', Enumerable.Range(1, 200))}}]]}""");

        var some = engine.Do(new Command.Continue(StepsAtMost: 7)).Events;
        var all = engine.Do(new Command.Continue()).Events;

        Assert.Equal(7, some.OfType<Event.WorkResumed>().Count());
        Assert.InRange(all.OfType<Event.WorkResumed>().Count(), 8, 50);
    }

    /// <summary>Journals of before have the whole list with each result, and go on with single results.</summary>
    [Fact]
    public void A_result_finds_its_place_in_a_list_that_was_written_whole()
    {
        var store = new InMemoryStateStore();
        var state = new State(store);
        var body = new ElementKey(100);
        state.Apply(new Event.InstanceCreated(new(100), new(1), "p", 1, false, []));
        state.Apply(Whole("[null,null]"));
        state.Apply(Whole("[null,\"b\"]"));
        state.Apply(new Event.LoopResultSet(new(101), new(100), body, "results", 0, "{\"a\":1}"u8.ToArray()));
        Assert.Equal("[{\"a\":1},\"b\"]", Results(state));
        state.Drain(store);
        state = new State(store);
        state.Apply(new Event.LoopResultSet(new(101), new(100), body, "results", 3, "4"u8.ToArray()));
        Assert.Equal("[{\"a\":1},\"b\",null,4]", Results(state));

        Event.VariableSet Whole(string json) => new(new(101), new(100), body, "results", Encoding.UTF8.GetBytes(json));
        string Results(State now)
        {
            var variable = now.Variable(body, "results")!;
            Assert.Equal(variable.Value.Length, variable.LengthBytes);
            return Encoding.UTF8.GetString(variable.Value.Span);
        }
    }

    [Fact]
    public void A_scope_of_many_variables_finds_changes_and_hides_each_by_its_name()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("nested-scopes.bpmn");
        var variables = Enumerable.Range(0, 100).ToDictionary(i => $"v{i}", i => i);
        var instance = engine.Create("nested-scopes", JsonSerializer.Serialize(variables));
        var scope = engine.Events.OfType<Event.JobCreated>().Last().Element;
        engine.Do<Reply.Done>(new Command.SetVariables(scope, EngineUnderTest.Json("""{"v50": 500, "new": 1}"""), Local: false));
        engine.Do<Reply.Done>(new Command.SetVariables(
            scope, EngineUnderTest.Json($"{{{string.Join(',', Enumerable.Range(40, 60).Select(i => $"\"v{i}\": {i}"))}}}"), Local: true));
        engine.Restart();

        Assert.Equal("500", Value(instance.Root, "v50"));
        Assert.Equal("1", Value(instance.Root, "new"));
        Assert.Equal("50", Value(scope, "v50"));
        Assert.Null(Value(scope, "v39"));
        Assert.Null(Value(instance.Root, "v100"));
        var seen = JsonDocument.Parse(Visible()).RootElement;
        Assert.Equal(100, seen.EnumerateObject().Count(entry => entry.Name[0] == 'v'));
        Assert.Equal(50, seen.GetProperty("v50").GetInt32());
        engine.Do<Reply.Done>(new Command.CancelInstance(instance));
        Assert.Empty(engine.Leftovers());

        string? Value(ElementKey of, string name) =>
            engine.State.Variable(of, name) is { } variable ? Encoding.UTF8.GetString(variable.Value.Span) : null;
        ReadOnlyMemory<byte> Visible()
        {
            var type = engine.Events.OfType<Event.JobCreated>().Last().Type;
            var jobs = engine.Do<Reply.Jobs>(new Command.ActivateJobs(type, "w", TimeSpan.FromMinutes(1), 10, [], 1 << 20));
            return jobs.Activated.Single(job => job.Element == scope).Variables;
        }
    }
}
