using System.Text;

using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

public sealed class ProcessorTests
{
    private static readonly InstanceKey NoInstance = new(4711);

    [Fact]
    public void The_start_form_of_a_process_is_the_newest_one_and_files_are_found_by_their_key()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("starts-with-form.bpmn", "one-task.bpmn");
        var process = engine.Events.OfType<Event.ProcessDeployed>().First().Key;
        Assert.Null(engine.Processor.FindStartForm(process));

        engine.Deploy("order.form");
        engine.Deploy("order-v2.form");

        var form = engine.Processor.FindStartForm(process)!;
        Assert.Equal((2, "spring", "order-v2.form"), (form.Version, form.VersionTag, form.ResourceName));
        Assert.Equal(form, engine.Processor.FindFile(form.Key));
        Assert.Null(engine.Processor.FindFile(new(process.Value)));
        Assert.Null(engine.Processor.FindStartForm(engine.Events.OfType<Event.ProcessDeployed>().ElementAt(1).Key));
        Assert.Null(engine.Processor.FindStartForm(new(form.Key.Value)));
    }

    /// <summary>Inbound connectors of what is draining must go on to hear what its instances wait for.</summary>
    [Fact]
    public void A_definition_that_drains_is_found_while_instances_of_it_wait_for_messages()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("plain-catch.bpmn");
        var definition = engine.Events.OfType<Event.ProcessDeployed>().Single();
        var instance = engine.Create(definition.ProcessId, """{"order": "a"}""");

        engine.Do<Reply.Done>(new Command.DeleteResource(definition.Key.Value, DeletesHistory: false));
        Assert.Equal(
            [new DefinitionSummary(definition.Key, definition.ProcessId, 1, IsLatest: false)], engine.Processor.FindDefinitions());
        Assert.NotNull(engine.Processor.FindResource(definition.Key));

        engine.Do<Reply.Done>(new Command.CancelInstance(instance));
        Assert.Empty(engine.Processor.FindDefinitions());
        Assert.Null(engine.Processor.FindResource(definition.Key));
    }

    [Fact]
    public void A_file_named_xml_is_a_diagram_when_it_says_so()
    {
        var engine = new EngineUnderTest();
        var diagram = EngineUnderTest.File("one-task.bpmn") with { Name = "one-task.XML" };
        engine.Do<Reply.Deployed>(new Command.Deploy([diagram, new("plain.xml", "<plain />"u8.ToArray())]));

        Assert.Equal("one-task.XML", engine.Events.OfType<Event.ProcessDeployed>().Single().ResourceName);
        Assert.Equal("plain.xml", engine.Events.OfType<Event.ResourceDeployed>().Single().ResourceName);
    }

    /// <summary>The set of commands is closed: a new one without a handler fails here.</summary>
    [Fact]
    public void Every_command_gets_an_answer()
    {
        Command[] commands =
        [
            new Command.Deploy([]),
            new Command.EvaluateDecision(null, "d", default),
            new Command.CreateInstance(null, "p", null, default, false, [], null),
            new Command.CancelInstance(NoInstance),
            new Command.DeleteResource(1, DeletesHistory: false),
            new Command.SetVariables(NoInstance.Root, default, true),
            new Command.ActivateJobs("t", "w", TimeSpan.FromSeconds(1), 1, [], 1),
            new Command.CompleteJob(new(1), default),
            new Command.FailJob(new(1), 1, default, "", default),
            new Command.ThrowError(new(1), "", "", default),
            new Command.UpdateJob(new(1), 1, null),
            new Command.RetryJob(new(1)),
            new Command.ReturnJobs([new(1)]),
            new Command.ReturnJobsHeldBy("w", TimeSpan.FromMinutes(5)),
            new Command.PublishMessage("m", "", default, "", default, null),
            new Command.CorrelateMessage("m", "", default, null),
            new Command.BroadcastSignal("s", default),
            new Command.EvaluateConditionals(null, default),
            new Command.ModifyInstance(NoInstance, [], [], []),
            new Command.MigrateInstance(NoInstance, new(1), []),
            new Command.AssignUserTask(new(1), "ann", true, ""),
            new Command.UnassignUserTask(new(1), ""),
            new Command.UpdateUserTask(new(1), new(null, null, null, null, null, 1), ""),
            new Command.CompleteUserTask(new(1), default, ""),
            new Command.CreateClusterVariable(ClusterScope.Global, "v", default),
            new Command.UpdateClusterVariable(ClusterScope.Global, "v", default),
            new Command.DeleteClusterVariable(ClusterScope.Global, "v"),
            new Command.KeepInbound(new("t", "p", "e"), IsHeld: false, "", "", default),
            new Command.EditInbound(new(1), default),
            new Command.NoteInboundFailure(new(1), "", ""),
            new Command.DiscardInbound(new(1)),
            new Command.SuspendTrigger(null, "p", null),
            new Command.ResumeTrigger(null, "p", null),
            new Command.AcquireLease("l", "o", TimeSpan.FromSeconds(1)),
            new Command.ReleaseLease(new("l", 1)),
            new Command.MovePlace(null, new("s", "1"), null),
            new Command.ResolveIncident(new(1)),
            new Command.ActivateAdHocElements(NoInstance.Root, [], false),
            new Command.Tick(),
            new Command.Continue(),
        ];

        Assert.Equal(
            typeof(Command).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Command))).Select(type => type.Name).Order(StringComparer.Ordinal),
            commands.Select(command => command.GetType().Name).Order(StringComparer.Ordinal));
        var engine = new EngineUnderTest();
        Assert.All(commands, command => Assert.NotNull(engine.Do(command).Reply));
    }

    [Fact]
    public void Creating_needs_a_definition_that_exists()
    {
        var engine = new EngineUnderTest();

        var neither = engine.Rejected(new Command.CreateInstance(null, null, null, default, false, [], null), RejectionCode.InvalidArgument);
        var unknown = engine.Rejected(new Command.CreateInstance(new(5), null, null, default, false, [], null), RejectionCode.NotFound);

        Assert.Contains("neither a definition key nor a process id", neither, StringComparison.Ordinal);
        Assert.Contains("definition 5", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_an_ended_instance_stays_in_memory()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("nested-scopes.bpmn");
        var before = engine.State.ScopesHeld;

        for (var i = 0; i < 20; i++)
            engine.Do<Reply.Done>(new Command.CancelInstance(engine.Create("nested-scopes")));

        Assert.Equal(before, engine.State.ScopesHeld);
    }

    [Fact]
    public void An_instance_can_be_created_of_a_version_by_its_key()
    {
        var engine = new EngineUnderTest();
        var first = engine.Do<Reply.Deployed>(new Command.Deploy([EngineUnderTest.File("one-task.bpmn")])).Processes[0].Key;
        engine.Deploy("one-task-v2.bpmn");

        var created = engine.Do<Reply.Created>(new Command.CreateInstance(first, null, null, default, false, [], null));

        Assert.Equal((first, 1), (created.Definition, created.Version));
    }

    [Fact]
    public void A_deduplication_key_of_a_message_creates_no_instance()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("one-task.bpmn");
        engine.Do(new Command.PublishMessage("m", "", default, "", default, "once"));

        engine.Rejected(new Command.CreateInstance(null, "one-task", null, default, false, [], "once"), RejectionCode.InvalidArgument);
    }

    [Fact]
    public void Jobs_are_announced_and_found_while_they_are_available()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("one-task.bpmn");
        var wanted = new Command.ActivateJobs("mail", "me", TimeSpan.FromMinutes(1), 1, [], 1);
        Assert.False(engine.Processor.HasAvailableJob(wanted));

        engine.Create("one-task");
        Assert.True(engine.Processor.HasAvailableJob(wanted));

        var job = engine.Do<Reply.Jobs>(wanted).Activated.Single();
        Assert.False(engine.Processor.HasAvailableJob(wanted));
        Assert.Equal(("mail", "me", "work", 3, "one-task", 1), (job.Type, job.Worker, job.ElementId, job.RetriesLeft, job.ProcessId, job.ProcessVersion));
        Assert.Equal(engine.Now + TimeSpan.FromMinutes(1), job.Deadline);
        Assert.Equal("office", job.Headers["to"]);
    }

    /// <summary>Inbound connectors watch these definitions: old ones as long as an instance of theirs waits for a message.</summary>
    [Fact]
    public void Old_definitions_are_listed_while_their_instances_wait_for_messages()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("plain-catch.bpmn");
        engine.Create("plain-catch", """{"order": 1}""");
        var old = engine.Processor.FindDefinitions().Single();
        Assert.True(old.IsLatest);

        var resource = EngineUnderTest.File("plain-catch.bpmn");
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(resource.Content.Span) + "\n");
        engine.Do<Reply.Deployed>(new Command.Deploy([resource with { Content = changed }]));

        Assert.Equal([(1, false), (2, true)], engine.Processor.FindDefinitions().Select(found => (found.Version, found.IsLatest)));
        Assert.Equal(resource.Content, engine.Processor.FindResource(old.Key)!.Value.ToArray());
        Assert.Null(engine.Processor.FindResource(new(1)));
        engine.Do(new Command.PublishMessage("paid", "1", default, "", default, null));
        Assert.Equal([2], engine.Processor.FindDefinitions().Select(found => found.Version));
    }

    [Fact]
    public void Buffers_of_the_caller_can_be_used_again()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("one-task.bpmn");
        var buffer = Encoding.UTF8.GetBytes("""{"a": "before"}""");
        engine.Do(new Command.CreateInstance(null, "one-task", null, buffer, false, [], null));
        engine.Do(new Command.PublishMessage("m", "k", TimeSpan.FromDays(1), "", buffer, null));

        buffer.AsSpan().Fill((byte)'x');

        engine.CompareWithReplay();
        var job = engine.Do<Reply.Jobs>(new Command.ActivateJobs("mail", "w", TimeSpan.FromMinutes(1), 1, [], 1)).Activated.Single();
        Assert.Equal("""{"a":"before"}""", Encoding.UTF8.GetString(job.Variables.Span));
        Assert.Contains("before", Encoding.UTF8.GetString(engine.State.BufferedMessages(null, "m", "k").Single().Variables.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_failure_is_cut()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("one-task.bpmn");
        engine.Create("one-task");

        engine.Do(new Command.FailJob(engine.JobOf("work"), -1, default, new string('x', 10_001), default));

        Assert.Equal(10_000, engine.Events.OfType<Event.JobFailed>().Single().Message.Length);
        Assert.Equal(0, engine.Events.OfType<Event.JobFailed>().Single().RetriesLeft);
    }

    /// <summary>Without bounds a loop in a diagram could make a value that nothing can read again, or that fills the memory.</summary>
    [Theory]
    [InlineData("deep")]
    [InlineData("long")]
    public void A_loop_that_makes_a_variable_grow_ends_in_an_incident(string kind)
    {
        var engine = new EngineUnderTest(new() { StepsAtMost = 10_000 }) { ChecksReplay = false };
        engine.Deploy("growing.bpmn");

        engine.Create("growing", $$"""{"kind": "{{kind}}", "x": "0123456789"}""");

        var incident = engine.Events.OfType<Event.IncidentCreated>().Single();
        Assert.Equal("EXTRACT_VALUE_ERROR", incident.ErrorType);
        Assert.Contains(kind == "deep" ? "400 levels" : "4,194,304", incident.Message, StringComparison.Ordinal);
        engine.Do<Reply.Jobs>(new Command.ActivateJobs("any", "w", TimeSpan.FromMinutes(1), 1, [], 1));
        engine.Do<Reply.Done>(new Command.CancelInstance(incident.Instance));
        Assert.Empty(engine.Leftovers());
    }

    [Fact]
    public void A_process_that_calls_itself_ends_in_an_incident()
    {
        var engine = new EngineUnderTest { ChecksReplay = false };
        engine.Deploy("calls-itself.bpmn");

        var top = engine.Create("calls-itself");
        engine.Finish();

        var incident = engine.Events.OfType<Event.IncidentCreated>().Single();
        Assert.Equal("CALLED_ELEMENT_ERROR", incident.ErrorType);
        Assert.Equal(1_000, engine.Events.OfType<Event.InstanceCalled>().Max(called => called.Depth));
        Assert.Contains($"{top.Value}", engine.Rejected(new Command.CancelInstance(incident.Instance), RejectionCode.InvalidState), StringComparison.Ordinal);
        engine.Do<Reply.Done>(new Command.CancelInstance(top));
        engine.Finish();
        Assert.Empty(engine.Leftovers());
        engine.CompareWithReplay();
    }

    /// <summary>A long list is worked off in batches, and every result lies at the place of its item.</summary>
    [Theory]
    [InlineData(1_000)]
    [InlineData(7)]
    public void Many_items_are_spread_over_commands(int stepsAtMost)
    {
        var engine = new EngineUnderTest(new() { StepsAtMost = stepsAtMost }) { ChecksReplay = false };
        engine.Deploy("each.bpmn");
        engine.Create("each", """{"many": 350, "key": "k"}""");
        engine.Finish();
        var jobs = engine.Events.OfType<Event.JobCreated>().ToList();
        Assert.Equal(350, jobs.Count);

        foreach (var job in Enumerable.Reverse(jobs))
        {
            engine.Restart();
            var counter = Encoding.UTF8.GetString(engine.State.Variable(job.Element, "loopCounter")!.Value.Span);
            engine.Do<Reply.Done>(new Command.CompleteJob(job.Key, EngineUnderTest.Json($$"""{"result": {{counter}}}""")));
            engine.Finish();
        }

        var results = engine.Events.OfType<Event.VariableSet>().Last(set => set.Name == "results");
        Assert.Equal($"[{string.Join(',', Enumerable.Range(1, 350))}]", Encoding.UTF8.GetString(results.Value.Span));
        Assert.Equal(results.Instance.Root, results.Scope);
        Assert.Empty(engine.Leftovers());
        engine.CompareWithReplay();
    }

    [Fact]
    public void A_tick_does_at_most_a_batch_and_the_next_one_goes_on()
    {
        var engine = new EngineUnderTest(new() { DueAtMost = 2 });
        engine.Deploy("boundary-timers.bpmn");
        for (var i = 0; i < 3; i++) engine.Create("boundary-timers");
        engine.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(2, engine.Do(new Command.Tick()).Events.OfType<Event.TimerFired>().Count());
        Assert.Single(engine.Do(new Command.Tick()).Events.OfType<Event.TimerFired>());
        Assert.Empty(engine.Do(new Command.Tick()).Events);
    }

    /// <summary>The disk may fail at any read. Whatever was decided until then is undone, and the same command succeeds later.</summary>
    [Fact]
    public void A_command_that_breaks_off_anywhere_has_never_been()
    {
        var store = new InMemoryStateStore();
        var expected = Do(new State(store), store, new Command.Deploy([EngineUnderTest.File("boundary-timers.bpmn")]));
        Assert.IsType<Reply.Deployed>(expected.Reply);
        var create = new Command.CreateInstance(null, "boundary-timers", null, EngineUnderTest.Json("""{"a": 1}"""), false, [], "once");
        var undisturbed = new Processor(new State(store), new()).Process(create, EngineUnderTest.Start).Events;

        for (var reads = 0; ; reads++)
        {
            var reader = new FailingReader(store);
            var state = new State(reader);
            var processor = new Processor(state, new());
            reader.ReadsLeft = reads;
            try
            {
                processor.Process(create, EngineUnderTest.Start);
                Assert.InRange(reads, 4, 100);
                return;
            }
            catch (TimeoutException)
            {
                reader.ReadsLeft = int.MaxValue;
                state.Drain(new Unwritable());
                Assert.Equal(
                    undisturbed.Select(Samples.Describe), processor.Process(create, EngineUnderTest.Start).Events.Select(Samples.Describe));
            }
        }
    }

    private static Outcome Do(State state, InMemoryStateStore store, Command command)
    {
        var outcome = new Processor(state, new()).Process(command, EngineUnderTest.Start);
        state.Drain(store);
        return outcome;
    }

    private sealed class FailingReader(InMemoryStateStore store) : IStateReader
    {
        public int ReadsLeft { get; set; } = int.MaxValue;

        public byte[]? Get(Family family, ReadOnlySpan<byte> key)
        {
            Count();
            return store.Get(family, key);
        }

        public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(Family family, byte[] from, byte[] to)
        {
            Count();
            return store.Scan(family, from, to);
        }

        private void Count()
        {
            if (ReadsLeft-- <= 0) throw new TimeoutException("The disk does not answer.");
        }
    }

    private sealed class Unwritable : IStateWriter
    {
        public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Assert.Fail($"{family} changed.");

        public void Delete(Family family, ReadOnlySpan<byte> key) => Assert.Fail($"{family} changed.");
    }
}
