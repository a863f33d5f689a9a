using System.Text;

using Fairlead.Tests;

namespace Fairlead.Bpmn.Tests;

/// <summary>What the generator of the engine's tests writes must be a model without problems, or those tests would run nothing.</summary>
public sealed class GeneratedProcessTests
{
    [Fact]
    public void Generated_processes_are_read_without_problems()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var xml = RandomProcess.Generate(new Random(seed), "generated", nodesAtMost: 30);

            var result = BpmnReader.Read(Encoding.UTF8.GetBytes(xml), $"seed-{seed}.bpmn");

            Assert.True(result.IsValid, string.Join('\n', result.Diagnostics));
        }
    }

    [Fact]
    public void Flows_and_nodes_name_each_other()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var xml = RandomProcess.Generate(new Random(seed), "generated", nodesAtMost: 30);
            var process = BpmnReader.Read(Encoding.UTF8.GetBytes(xml), "generated.bpmn").Document.Processes.Single();
            var nodes = process.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);

            Assert.All(process.Flows, flow =>
            {
                Assert.Contains(flow.Id, nodes[flow.SourceId].Outgoing);
                Assert.Contains(flow.Id, nodes[flow.TargetId].Incoming);
                Assert.Equal(flow.ScopeId, nodes[flow.SourceId].ScopeId);
            });
            Assert.Equal(process.Flows.Count, process.Nodes.Sum(node => node.Incoming.Count));
            Assert.Equal(process.Flows.Count, process.Nodes.Sum(node => node.Outgoing.Count));
        }
    }
}
