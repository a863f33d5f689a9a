using Fairlead.Engine.Explaining;

namespace Fairlead.Engine.Tests;

/// <summary>What a tenant has is no other tenant's, by its key as by its name.</summary>
public sealed class TenantTests
{
    [Fact]
    public void A_definition_of_another_tenant_is_not_found_by_its_key()
    {
        var engine = new EngineUnderTest();
        Deploy(engine, "a", "tenants.bpmn");
        var key = engine.Events.OfType<Event.ProcessDeployed>().First(e => e.ProcessId == "part").Key;

        var reason = engine.Rejected(Create(key, tenant: null), RejectionCode.NotFound);
        engine.Rejected(Create(key, "b"), RejectionCode.NotFound);
        var created = engine.Do<Reply.Created>(Create(key, "a"));

        Assert.Contains("there is no such definition", reason, StringComparison.Ordinal);
        Assert.Equal("a", created.Tenant);
        Assert.Equal(["a"], engine.Processor.FindDefinitions().Select(definition => definition.Tenant).Distinct());
    }

    [Fact]
    public void A_decision_of_another_tenant_is_not_found_by_its_key()
    {
        var engine = new EngineUnderTest();
        Deploy(engine, "a", "cluster-variables.dmn");
        var key = engine.Events.OfType<Event.DecisionDeployed>().Single().Key;

        engine.Rejected(new Command.EvaluateDecision(key, null, default), RejectionCode.NotFound);
        var evaluated = engine.Do<Reply.Evaluated>(new Command.EvaluateDecision(key, null, default) { Tenant = "a" });

        Assert.Equal("a", evaluated.Tenant);
    }

    [Fact]
    public void A_business_id_is_unique_in_its_tenant()
    {
        var engine = new EngineUnderTest(new ProcessorOptions { BusinessIdsAreUnique = true });
        engine.Deploy("one-task.bpmn");
        Deploy(engine, "a", "one-task.bpmn");
        var ours = new Command.CreateInstance(null, "one-task", null, default, false, [], null) { BusinessId = "case" };

        engine.Do<Reply.Created>(ours);
        engine.Do<Reply.Created>(ours with { Tenant = "a" });
        engine.Rejected(ours with { Tenant = "a" }, RejectionCode.AlreadyExists);
        var theirs = engine.Events.OfType<Event.InstanceCreated>().Last().Key;
        engine.Do<Reply.Done>(new Command.CancelInstance(theirs));
        engine.Do<Reply.Created>(ours with { Tenant = "a" });
    }

    [Fact]
    public void A_preview_sees_the_cluster_variables_of_its_tenant()
    {
        var engine = new EngineUnderTest();
        Deploy(engine, "a", "tenants.bpmn");
        engine.Do<Reply.Done>(new Command.CreateClusterVariable(ClusterScope.Of("a"), "place", EngineUnderTest.Json("\"there\"")));
        engine.Do<Reply.Done>(new Command.CreateClusterVariable(ClusterScope.Of(null), "place", EngineUnderTest.Json("\"here\"")));
        engine.Do<Reply.Created>(new Command.CreateInstance(null, "order", null, default, false, [], null) { Tenant = "a" });
        var work = engine.Events.OfType<Event.ElementActivating>().Single(e => e.ElementId == "work").Key;

        var preview = InputPreview.Of(engine.Processor.FindSight(work)!, engine.Now, out _)!;

        Assert.Equal("""{"place":"there"}""", System.Text.Encoding.UTF8.GetString(preview.Assigned.Span));
    }

    /// <summary>What is not said needs no bytes: journals and entries of those who have no tenants are as they were.</summary>
    [Fact]
    public void The_default_tenant_is_not_written()
    {
        var engine = new EngineUnderTest();
        engine.Deploy("tenants.bpmn");
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        var deployed = engine.Events.OfType<Event.ProcessDeployed>().First();

        EventCodec.Write(bytes, deployed);
        var plain = bytes.WrittenSpan.ToArray();
        bytes.ResetWrittenCount();
        EventCodec.Write(bytes, deployed with { Tenant = "a" });

        Assert.Equal(plain, bytes.WrittenSpan[^plain.Length..].ToArray());
        Assert.NotEqual(plain.Length, bytes.WrittenCount);
    }

    private static void Deploy(EngineUnderTest engine, string tenant, string file) =>
        engine.Do<Reply.Deployed>(new Command.Deploy([EngineUnderTest.File(file)]) { Tenant = tenant });

    private static Command.CreateInstance Create(DefinitionKey key, string? tenant) =>
        new(key, null, null, default, false, [], null) { Tenant = tenant };
}
