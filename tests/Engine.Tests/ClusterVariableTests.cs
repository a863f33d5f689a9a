namespace Fairlead.Engine.Tests;

/// <summary>Bounds of cluster variables, and what they cost who does not use them.</summary>
public sealed class ClusterVariableTests
{
    [Fact]
    public void A_scope_has_a_thousand_variables_at_most_and_the_others_are_not_counted()
    {
        var engine = new EngineUnderTest { ChecksReplay = false };
        for (var i = 0; i < ClusterVariable.CountAtMost; i++) Create(engine, ClusterScope.Global, $"v{i}", "1");

        var reason = engine.Rejected(
            new Command.CreateClusterVariable(ClusterScope.Global, "more", EngineUnderTest.Json("1")), RejectionCode.InvalidState);
        Create(engine, ClusterScope.Of(null), "more", "1");
        engine.Do<Reply.Done>(new Command.DeleteClusterVariable(ClusterScope.Global, "v7"));
        Create(engine, ClusterScope.Global, "more", "1");

        Assert.Contains("1,000", reason, StringComparison.Ordinal);
        engine.CompareWithReplay();
    }

    [Theory]
    [InlineData(ClusterVariable.ValueAtMostBytes - 2, true)]
    [InlineData(ClusterVariable.ValueAtMostBytes - 1, false)]
    public void A_value_has_64_KiB_at_most(int letters, bool isPossible) => AssertPossible(
        new Command.CreateClusterVariable(ClusterScope.Global, "long", EngineUnderTest.Json($"\"{new string('x', letters)}\"")), isPossible);

    [Theory]
    [InlineData(ClusterVariable.NameAtMost, true)]
    [InlineData(ClusterVariable.NameAtMost + 1, false)]
    public void A_name_has_256_characters_at_most(int length, bool isPossible) => AssertPossible(
        new Command.CreateClusterVariable(ClusterScope.Global, new string('x', length), EngineUnderTest.Json("1")), isPossible);

    [Fact]
    public void A_name_has_no_control_character() => AssertPossible(
        new Command.CreateClusterVariable(ClusterScope.Global, "a\nb", EngineUnderTest.Json("1")), isPossible: false);

    /// <summary>In bytes, which do not depend on the machine.</summary>
    [Fact]
    public void What_names_no_cluster_variable_costs_the_same_however_many_there_are()
    {
        var without = CostOfAnInstance(variables: 0);
        var with = CostOfAnInstance(variables: ClusterVariable.CountAtMost);

        // Less than one entry for every ten variables.
        Assert.InRange(with - without, long.MinValue, 1_000);
    }

    /// <summary>The state of the command before holds for what comes next, even when the command failed in the middle.</summary>
    [Fact]
    public void What_a_rolled_back_command_changed_is_not_seen()
    {
        var engine = new EngineUnderTest();
        Create(engine, ClusterScope.Global, "a", "1");
        engine.State.BeginCommand();
        engine.State.Apply(new Event.ClusterVariableUpdated(engine.Events.OfType<Event.ClusterVariableCreated>().Single().Key, EngineUnderTest.Json("2")));
        Assert.Contains("""{"a":2}""", Seen(engine), StringComparison.Ordinal);

        engine.State.RollBack();

        Assert.Contains("""{"a":1}""", Seen(engine), StringComparison.Ordinal);
    }

    private static long CostOfAnInstance(int variables)
    {
        var engine = new EngineUnderTest { ChecksReplay = false };
        engine.Deploy("mapped-task.bpmn");
        for (var i = 0; i < variables; i++) Create(engine, ClusterScope.Global, $"v{i}", "\"value\"");
        var processId = engine.Events.OfType<Event.ProcessDeployed>().First().ProcessId;
        for (var i = 0; i < 50; i++) engine.Processor.Process(Start(processId), engine.Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) engine.Processor.Process(Start(processId), engine.Now);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 50;
    }

    /// <summary>Without variables: an expression that does not find a name is the one that could look among cluster variables.</summary>
    private static Command.CreateInstance Start(string processId) =>
        new(null, processId, null, default, false, [], null);

    private static string Seen(EngineUnderTest engine) => System.Text.Encoding.UTF8.GetString(engine.Processor.FindClusterContext(null).ToJson());

    private static void Create(EngineUnderTest engine, ClusterScope scope, string name, string json) =>
        engine.Do<Reply.Done>(new Command.CreateClusterVariable(scope, name, EngineUnderTest.Json(json)));

    private static void AssertPossible(Command command, bool isPossible)
    {
        var reply = new EngineUnderTest().Do(command).Reply;
        if (isPossible) Assert.IsType<Reply.Done>(reply);
        else Assert.Equal(RejectionCode.InvalidArgument, Assert.IsType<Reply.Rejected>(reply).Code);
    }
}
