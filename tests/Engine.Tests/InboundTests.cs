namespace Fairlead.Engine.Tests;

/// <summary>Outside events: applied once with all that belongs to them, or kept.</summary>
public sealed class InboundTests
{
    private static readonly InboundTarget Target = new("hook", "one-task", "start");

    [Fact]
    public void An_effect_its_place_and_its_answer_are_one_command()
    {
        var engine = Deployed();

        var outcome = engine.Do(Create("e1") with { Source = new(Target) { Place = new("s", "7") } });

        Assert.IsType<Reply.Created>(outcome.Reply);
        Assert.Contains(outcome.Events, e => e is Event.InboundApplied { DeduplicationKey: "e1" });
        Assert.Contains(outcome.Events, e => e is Event.PlaceMoved { Value: "7" });
        Assert.Equal("7", engine.State.Place(null, "s"));
    }

    [Fact]
    public void A_repetition_gets_the_first_answer_and_moves_the_place()
    {
        var engine = Deployed();
        var first = engine.Do<Reply.Created>(Create("e1") with { Source = new(Target) { Place = new("s", "7") } });

        var outcome = engine.Do(Create("e1") with { Source = new(Target) { Place = new("s", "8") } });

        Assert.Equal(first with { Duplicate = true }, outcome.Reply);
        Assert.Equal("8", Assert.IsType<Event.PlaceMoved>(Assert.Single(outcome.Events)).Value);
    }

    [Fact]
    public void Under_a_lost_lease_nothing_is_changed()
    {
        var engine = Deployed();
        var lease = Acquire(engine, "a");
        engine.Now += TimeSpan.FromSeconds(10);
        var next = Acquire(engine, "b");
        var source = new InboundSource(Target) { Place = new("s", "7"), Fence = new("l", lease.Token) };

        Assert.All(
            new Command[]
            {
                Create("e1") with { Source = source },
                new Command.PublishMessage("m", "", TimeSpan.FromMinutes(1), "", default, "e2") { Source = source },
                new Command.CorrelateMessage("m", "", default, "e3") { Source = source },
                Keep("e4") with { Fence = source.Fence, Place = source.Place },
                new Command.MovePlace(null, source.Place!, source.Fence),
            },
            command => Assert.Contains("the lease is lost", engine.Rejected(command, RejectionCode.InvalidState), StringComparison.Ordinal));

        Assert.Null(engine.State.Place(null, "s"));
        Assert.True(next.Token > lease.Token);
        engine.Do<Reply.Created>(Create("e1") with { Source = source with { Fence = new("l", next.Token) } });
    }

    [Fact]
    public void A_lease_that_nobody_renewed_in_time_is_lost_although_nobody_took_it()
    {
        var engine = Deployed();
        var lease = Acquire(engine, "a");

        engine.Now += TimeSpan.FromSeconds(10);

        engine.Rejected(new Command.MovePlace(null, new("s", "7"), new("l", lease.Token)), RejectionCode.InvalidState);
        Assert.NotEqual(lease.Token, Acquire(engine, "a").Token);
    }

    [Fact]
    public void A_renewed_lease_keeps_its_token_and_another_owner_is_told_who_holds_it()
    {
        var engine = Deployed();
        var lease = Acquire(engine, "a");
        engine.Now += TimeSpan.FromSeconds(9);

        var renewed = Acquire(engine, "a");
        engine.Now += TimeSpan.FromSeconds(9);
        var told = Acquire(engine, "b");

        Assert.Equal(lease with { Until = lease.Until + TimeSpan.FromSeconds(9) }, renewed);
        Assert.Equal(renewed, told);
        engine.Do<Reply.Done>(new Command.MovePlace(null, new("s", "7"), new("l", lease.Token)));
    }

    [Fact]
    public void A_token_is_never_given_out_again()
    {
        var engine = Deployed();
        var tokens = new List<long>();
        for (var round = 0; round < 6; round++)
        {
            tokens.Add(Acquire(engine, "a").Token);
            if (round % 2 == 0) engine.Do<Reply.Done>(new Command.ReleaseLease(new("l", tokens[^1])));
            else engine.Now += TimeSpan.FromSeconds(10);
            if (round % 3 == 0) engine.Do<Reply.Done>(new Command.Tick());
            engine.Restart();
        }

        Assert.Equal(tokens.Distinct().Order(), tokens);
    }

    [Fact]
    public void A_lease_that_is_over_goes_with_the_clock_and_an_old_token_releases_nothing()
    {
        var engine = Deployed();
        var lease = Acquire(engine, "a");
        engine.Now += TimeSpan.FromSeconds(10);
        var next = Acquire(engine, "b");

        Assert.Empty(engine.Do(new Command.ReleaseLease(new("l", lease.Token))).Events);
        Assert.Equal(next, Assert.Single(engine.Processor.Inbound.FindLeases(engine.Now)));
        engine.Now += TimeSpan.FromSeconds(10);
        Assert.Empty(engine.Processor.Inbound.FindLeases(engine.Now));
        engine.Do<Reply.Done>(new Command.Tick());
        Assert.Null(engine.State.NextDue());
    }

    [Fact]
    public void A_kept_event_that_comes_again_counts_the_attempt()
    {
        var engine = Deployed();
        var first = engine.Do<Reply.Kept>(Keep("e1"));
        engine.Now += TimeSpan.FromMinutes(1);

        var second = engine.Do<Reply.Kept>(Keep("e1") with { Code = "WORSE", Place = new("s", "2") });

        Assert.Equal((first.Key, true, null), (second.Key, second.Duplicate, second.Known));
        var kept = engine.State.Kept(first.Key)!;
        Assert.Equal((2, "WORSE", engine.Now), (kept.Attempts, kept.Code, kept.LastAttemptAt));
        Assert.Equal("2", engine.State.Place(null, "s"));
    }

    [Fact]
    public void An_event_that_was_applied_is_not_kept()
    {
        var engine = Deployed();
        var created = engine.Do<Reply.Created>(Create("e1"));

        var kept = engine.Do<Reply.Kept>(Keep("e1") with { Place = new("s", "2") });

        Assert.Equal((0, true, created.Key.Value), (kept.Key.Value, kept.Duplicate, kept.Known!.AnswerKey));
        Assert.Empty(engine.Processor.Inbound.FindKept(isHeld: null, default, 10));
        Assert.Equal("2", engine.State.Place(null, "s"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_kept_event_that_is_applied_is_done_with_that(bool isNamed, bool isDriven)
    {
        var engine = Deployed();
        var kept = engine.Do<Reply.Kept>(Keep(isNamed ? "e1" : null)).Key;

        var outcome = engine.Do(Create(isNamed ? "e1" : null) with { Source = isDriven ? new(Target) { Entry = kept } : null });

        var created = Assert.IsType<Reply.Created>(outcome.Reply);
        Assert.False(created.Duplicate);
        Assert.Equal((kept, InboundEnd.Applied, created.Key.Value), Ended(outcome));
        Assert.Null(engine.State.Kept(kept));
        Assert.Null(engine.State.KeptPayload(kept));
        if (isNamed) Assert.Equal(created.Key.Value, engine.Do<Reply.Kept>(Keep("e1")).Known!.AnswerKey);
    }

    [Fact]
    public void An_entry_is_driven_once()
    {
        var engine = Deployed();
        var kept = engine.Do<Reply.Kept>(Keep(null)).Key;
        var drive = Create(null) with { Source = new(Target) { Entry = kept } };
        engine.Do<Reply.Created>(drive);

        Assert.Contains($"entry {kept.Value}", engine.Rejected(drive, RejectionCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_is_not_driven_by_another_tenant()
    {
        var engine = Deployed();
        var kept = engine.Do<Reply.Kept>(Keep("e1") with { Tenant = "a" }).Key;

        engine.Rejected(Create(null) with { Source = new(Target) { Entry = kept } }, RejectionCode.NotFound);
        Assert.NotNull(engine.State.Kept(kept));
    }

    [Fact]
    public void An_entry_that_is_driven_under_another_name_is_known_by_both()
    {
        var engine = Deployed();
        var first = engine.Do<Reply.Kept>(Keep("e1")).Key;
        var second = engine.Do<Reply.Kept>(Keep("e2")).Key;

        var outcome = engine.Do(Create("e2") with { Source = new(Target) { Entry = first } });

        Assert.Equal([first, second], outcome.Events.OfType<Event.InboundEnded>().Select(e => e.Key));
        var created = Assert.IsType<Reply.Created>(outcome.Reply);
        Assert.Equal(created with { Duplicate = true }, engine.Do(Create("e1")).Reply);
        Assert.Equal(created with { Duplicate = true }, engine.Do(Create("e2")).Reply);
        Assert.Equal((first, first), (engine.State.Ledger("e1")!.Entry!.Value, engine.State.Ledger("e2")!.Entry!.Value));
        engine.Now += TimeSpan.FromDays(8);
        engine.Do<Reply.Done>(new Command.Tick());
        Assert.Null(engine.State.NextDue());
    }

    [Fact]
    public void A_repetition_ends_what_was_kept_of_it()
    {
        var engine = Deployed();
        var created = engine.Do<Reply.Created>(Create("e1"));
        var kept = engine.Do<Reply.Kept>(Keep("other")).Key;

        var outcome = engine.Do(Create("e1") with { Source = new(Target) { Entry = kept } });

        Assert.Equal(created with { Duplicate = true }, outcome.Reply);
        Assert.Equal((kept, InboundEnd.Applied, created.Key.Value), Ended(outcome));
        Assert.Equal(created with { Duplicate = true }, engine.Do(Create("other")).Reply);
    }

    [Fact]
    public void A_refused_effect_leaves_the_entry_and_the_place_as_they_are()
    {
        var engine = Deployed();
        var kept = engine.Do<Reply.Kept>(Keep("e1")).Key;
        var source = new InboundSource(Target) { Entry = kept, Place = new("s", "1") };

        engine.Rejected(new Command.CorrelateMessage("nobody", "", default, "e1") { Source = source }, RejectionCode.NotFound);

        Assert.NotNull(engine.State.Kept(kept));
        Assert.Null(engine.State.Place(null, "s"));
    }

    [Fact]
    public void A_discarded_event_has_no_effect_when_it_comes_again()
    {
        var engine = Deployed();
        var kept = engine.Do<Reply.Kept>(Keep("e1")).Key;
        engine.Do<Reply.Kept>(Keep("e2"));
        foreach (var entry in engine.Processor.Inbound.FindKept(isHeld: null, default, 10)) engine.Do<Reply.Done>(new Command.DiscardInbound(entry.Key));

        var created = engine.Do(Create("e1"));
        var published = engine.Do(new Command.PublishMessage("m", "", TimeSpan.FromMinutes(1), "", default, "e2"));
        var correlated = engine.Do(new Command.CorrelateMessage("m", "", default, "e2"));
        var again = engine.Do<Reply.Kept>(Keep("e1"));

        Assert.Equal((0, true), (Assert.IsType<Reply.Created>(created.Reply).Key.Value, ((Reply.Created)created.Reply).Duplicate));
        Assert.Equal(new Reply.Published(default, Duplicate: true), published.Reply);
        Assert.Equal(new Reply.Correlated(default, default, Duplicate: true), correlated.Reply);
        Assert.Empty(created.Events.Concat(published.Events).Concat(correlated.Events));
        Assert.Equal((kept, true, 0), (again.Key, again.Duplicate, again.Known!.AnswerKey));
        engine.Rejected(new Command.DiscardInbound(kept), RejectionCode.NotFound);
        engine.Now += TimeSpan.FromDays(7);
        engine.Do<Reply.Done>(new Command.Tick());
        Assert.False(engine.Do<Reply.Created>(Create("e1")).Duplicate);
    }

    [Fact]
    public void An_answer_is_remembered_for_as_long_as_the_event_says()
    {
        var engine = Deployed();
        engine.Do<Reply.Created>(Create("short") with { Source = new(Target) { RememberFor = TimeSpan.FromMinutes(1) } });
        engine.Do<Reply.Created>(Create("usual") with { Source = new(Target) });

        engine.Now += TimeSpan.FromMinutes(1);
        engine.Do<Reply.Done>(new Command.Tick());

        Assert.False(engine.Do<Reply.Created>(Create("short")).Duplicate);
        Assert.True(engine.Do<Reply.Created>(Create("usual")).Duplicate);
    }

    [Fact]
    public void A_quarantined_event_expires_and_its_name_is_free_again()
    {
        var engine = Deployed();
        var kept = engine.Do<Reply.Kept>(Keep("e1") with { KeepFor = TimeSpan.FromHours(1) }).Key;
        engine.Now += TimeSpan.FromHours(1);

        var outcome = engine.Do(new Command.Tick());

        Assert.Equal((kept, InboundEnd.Expired, 0), Ended(outcome));
        Assert.False(engine.Do<Reply.Created>(Create("e1")).Duplicate);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("start")]
    public void What_is_held_stays_while_its_trigger_is_suspended_and_once_more_as_long(string? elementId)
    {
        var engine = Deployed();
        engine.Do<Reply.Done>(new Command.SuspendTrigger(null, "one-task", elementId));
        var held = engine.Do<Reply.Kept>(Keep("e1") with { IsHeld = true }).Key;
        for (var month = 0; month < 3; month++) Pass(30);
        Assert.NotNull(engine.State.Kept(held));

        engine.Do<Reply.Done>(new Command.ResumeTrigger(null, "one-task", elementId));
        Pass(30);
        Assert.NotNull(engine.State.Kept(held));
        Pass(30);

        Assert.Null(engine.State.Kept(held));
        void Pass(int days)
        {
            engine.Now += TimeSpan.FromDays(days);
            engine.Do<Reply.Done>(new Command.Tick());
        }
    }

    [Fact]
    public void A_held_event_that_fails_is_quarantined_and_has_the_usual_time_again()
    {
        var engine = Deployed();
        var held = engine.Do<Reply.Kept>(Keep("e1") with { IsHeld = true }).Key;
        engine.Now += TimeSpan.FromDays(29);

        engine.Do<Reply.Done>(new Command.NoteInboundFailure(held, "WRONG", "it is wrong"));
        engine.Do<Reply.Kept>(Keep("e1") with { IsHeld = true, Code = "", Reason = "" });

        var kept = engine.State.Kept(held)!;
        Assert.Equal((false, "WRONG", "it is wrong", 3), (kept.IsHeld, kept.Code, kept.Reason, kept.Attempts));
        Assert.Equal(engine.Now + TimeSpan.FromDays(30), kept.KeptUntil);
        Assert.Empty(engine.Processor.Inbound.FindKept(isHeld: true, default, 10));
        Assert.Single(engine.Processor.Inbound.FindKept(isHeld: false, default, 10));
    }

    [Fact]
    public void More_than_so_many_of_an_element_are_not_kept()
    {
        var engine = Deployed(new() { InboxKeptAtMost = 2 });
        engine.Do<Reply.Kept>(Keep("e1"));
        engine.Do<Reply.Kept>(Keep("e2") with { IsHeld = true });

        var reason = engine.Rejected(Keep("e3"), RejectionCode.ResourceExhausted);

        Assert.Contains("2 are kept already", reason, StringComparison.Ordinal);
        Assert.True(engine.Do<Reply.Kept>(Keep("e1")).Duplicate);
        engine.Do<Reply.Kept>(Keep("e3") with { Target = Target with { ElementId = "other" } });
    }

    [Fact]
    public void What_is_kept_is_found_in_order_of_arrival()
    {
        var engine = Deployed();
        var other = Target with { ProcessId = "other" };
        var keys = new List<InboxKey>();
        for (var i = 0; i < 40; i++)
        {
            keys.Add(engine.Do<Reply.Kept>(Keep($"e{i}") with
            {
                IsHeld = i % 2 == 0,
                Target = i % 4 < 2 ? Target : other,
                Tenant = i % 8 == 7 ? "a" : null,
            }).Key);
        }

        engine.Restart();
        var inbound = engine.Processor.Inbound;

        Assert.Equal(keys, Keys(inbound.FindKept(null, default, 100)));
        Assert.Equal(keys.Skip(20).Take(5), Keys(inbound.FindKept(null, keys[19], 5)));
        Assert.Equal(keys.Where((_, i) => i % 2 == 0), Keys(inbound.FindKept(true, default, 100)));
        Assert.Equal(keys.Where((_, i) => i % 8 == 7), Keys(inbound.FindKept("a", null, null, null, default, 100)));
        Assert.Equal(keys.Where((_, i) => i % 4 < 2), Keys(inbound.FindKept(null, "one-task", null, null, default, 100)));
        Assert.Equal(keys.Where((_, i) => i % 4 == 1), Keys(inbound.FindKept(null, "one-task", "start", false, default, 100)));
        Assert.Empty(inbound.FindKept(null, "one-task", "elsewhere", null, default, 100));
    }

    [Fact]
    public void What_an_entry_carries_can_be_changed()
    {
        var engine = Deployed();
        var kept = engine.Do<Reply.Kept>(Keep("e1")).Key;

        engine.Do<Reply.Done>(new Command.EditInbound(kept, EngineUnderTest.Json("""{"b":22}""")));
        engine.Restart();

        Assert.Equal("""{"b":22}"""u8, engine.State.KeptPayload(kept)!.Value.Span);
        Assert.Equal(8, engine.State.Kept(kept)!.PayloadBytes);
        engine.Rejected(new Command.EditInbound(kept, EngineUnderTest.Json("[]")), RejectionCode.InvalidArgument);
    }

    [Fact]
    public void Suspending_twice_and_resuming_twice_change_nothing()
    {
        var engine = Deployed();
        engine.Do<Reply.Done>(new Command.SuspendTrigger(null, "p", "e"));
        Assert.Empty(engine.Do(new Command.SuspendTrigger(null, "p", "e")).Events);
        engine.Do<Reply.Done>(new Command.SuspendTrigger(null, "p", null));
        engine.Do<Reply.Done>(new Command.SuspendTrigger("a", "p", null));

        Assert.Equal(
            [(null, "p", null), (null, "p", "e"), ("a", "p", (string?)null)],
            engine.Processor.Inbound.FindSuspensions().Select(s => (s.Tenant, s.ProcessId, s.ElementId)));
        engine.Do<Reply.Done>(new Command.ResumeTrigger(null, "p", null));
        Assert.Empty(engine.Do(new Command.ResumeTrigger(null, "p", null)).Events);
        Assert.NotNull(engine.State.Suspension(null, "p", "e"));
    }

    [Fact]
    public void An_empty_place_is_forgotten()
    {
        var engine = Deployed();
        engine.Do<Reply.Done>(new Command.MovePlace("a", new("s", "1"), null));
        Assert.Null(engine.State.Place(null, "s"));

        engine.Do<Reply.Done>(new Command.MovePlace("a", new("s", ""), null));

        Assert.Null(engine.State.Place("a", "s"));
        Assert.Empty(engine.Do(new Command.MovePlace("a", new("s", ""), null)).Events);
    }

    [Fact]
    public void Nothing_stays_of_what_is_done()
    {
        var engine = Deployed();
        engine.Do<Reply.Kept>(Keep("e1"));
        engine.Do<Reply.Kept>(Keep(null) with { IsHeld = true });
        Acquire(engine, "a");
        engine.Do<Reply.Done>(new Command.SuspendTrigger(null, "p", null));
        engine.Do<Reply.Done>(new Command.ResumeTrigger(null, "p", null));
        engine.Do<Reply.Done>(new Command.MovePlace(null, new("s", "1"), null));
        engine.Do<Reply.Done>(new Command.MovePlace(null, new("s", ""), null));

        foreach (var entry in engine.Processor.Inbound.FindKept(isHeld: null, default, 10)) engine.Do<Reply.Done>(new Command.DiscardInbound(entry.Key));
        engine.Now += TimeSpan.FromDays(8);
        engine.Do<Reply.Done>(new Command.Tick());

        Assert.Empty(engine.Leftovers());
    }

    [Theory]
    [InlineData("", "p", "e")]
    [InlineData("t", " ", "e")]
    [InlineData("t", "p", "")]
    public void A_trigger_has_names(string type, string processId, string elementId)
    {
        var engine = Deployed();
        var target = new InboundTarget(type, processId, elementId);

        engine.Rejected(Keep("e1") with { Target = target }, RejectionCode.InvalidArgument);
        engine.Rejected(Create("e1") with { Source = new(target) }, RejectionCode.InvalidArgument);
    }

    [Fact]
    public void What_is_too_long_is_refused_and_a_reason_is_cut()
    {
        var engine = Deployed();
        var place = new string('x', SourcePlace.ValueAtMostBytes);
        engine.Do<Reply.Done>(new Command.MovePlace(null, new("s", place), null));
        var kept = engine.Do<Reply.Kept>(Keep("e1") with { Reason = new string('x', 5_000) }).Key;

        Assert.Equal(KeptInbound.ReasonAtMost, engine.State.Kept(kept)!.Reason.Length);
        Assert.All(
            new Command[]
            {
                new Command.MovePlace(null, new("s", place + "x"), null),
                new Command.MovePlace(null, new(new string('n', 257), "1"), null),
                new Command.MovePlace(null, new("", "1"), null),
                new Command.AcquireLease(new string('n', 257), "o", TimeSpan.FromSeconds(1)),
                new Command.AcquireLease("l", "", TimeSpan.FromSeconds(1)),
                new Command.AcquireLease("l", "o", TimeSpan.Zero),
                new Command.AcquireLease("l", "o", TimeSpan.FromDays(1.1)),
                new Command.SuspendTrigger(null, "", null),
                new Command.SuspendTrigger(null, "p", ""),
                Keep(new string('n', KeptInbound.NameAtMost + 1)),
                Keep("e2") with { Code = new string('c', 129) },
                Keep("e2") with { KeepFor = TimeSpan.Zero },
                Keep("e2") with { Payload = EngineUnderTest.Json("7") },
                Create("e2") with { Source = new(Target) { RememberFor = TimeSpan.Zero } },
                Create("e2") with { Source = new(Target) { Place = new("", "") } },
            },
            command => engine.Rejected(command, RejectionCode.InvalidArgument));
    }

    private static (InboxKey Key, InboundEnd End, long Answer) Ended(Outcome outcome)
    {
        var ended = Assert.Single(outcome.Events.OfType<Event.InboundEnded>());
        return (ended.Key, ended.End, ended.AnswerKey);
    }

    private static IEnumerable<InboxKey> Keys(IReadOnlyList<KeptInbound> kept) => kept.Select(one => one.Key);

    private static EngineUnderTest Deployed(ProcessorOptions? options = null)
    {
        var engine = new EngineUnderTest(options);
        engine.Deploy("one-task.bpmn");
        return engine;
    }

    private static Command.CreateInstance Create(string? once) => new(null, "one-task", null, default, false, [], once);

    private static Command.KeepInbound Keep(string? once) =>
        new(Target, IsHeld: false, "NO_MATCH", "nothing waits for it", EngineUnderTest.Json("""{"a":1}""")) { DeduplicationKey = once };

    private static Lease Acquire(EngineUnderTest engine, string owner) =>
        engine.Do<Reply.Leased>(new Command.AcquireLease("l", owner, TimeSpan.FromSeconds(10))).Lease;
}
