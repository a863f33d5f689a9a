using System.Diagnostics.Metrics;
using System.Text;
using Fairlead.Bench.Size;
using Fairlead.Connectors.Polling;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Bench;

/// <summary>How late the last of many pollers asks that are due at the same moment.</summary>
internal static class PollingRun
{
    private const string Process = "bench-polling";
    private const int AtOnce = 64;

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "polling");
        var disk = Machine.DescribeDisk(folder);
        var (peer, address) = await ChildProcess.StartSelfAsync(Endpoints.Peer);
        await using var _ = peer;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var count in arguments.Numbers("counts", [1_000, 10_000]))
        {
            Console.Error.WriteLine($"{count} pollers …");
            rows.Add(await MeasureAsync(Path.Combine(folder, $"{count}"), address, count, arguments.Seconds("warmup", 3), cancellation));
        }

        new Report("Polling")
            .Say($"""
                Instances wait at a catch event that polls, each with a request of its own; the runtime begins, finds all of them with one look,
                and all requests are due at the same moment. At most {AtOnce} are under way at once. *late* is from that moment to when a request
                is begun. Beside it, in the same run: what a bare HTTP client needs for as many requests, as many at once, to the same API. Load,
                API and broker share the machine; memory is of the process with the broker and the runtime, after the requests less before the
                runtime began.
                """)
            .Table(["pollers", "late p50", "late, the last", "bare client", "ratio", "memory", "per poller"], rows)
            .Write(arguments, disk, "polling.md");
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(
        string folder, Uri peer, int count, TimeSpan warmup, CancellationToken cancellation)
    {
        await using var cluster = await Clusters.OpenAsync(folder, cancellation);
        await Clusters.DeployAsync(cluster, Model(peer), cancellation);
        await Clusters.CreateAsync(
            cluster, Process, count, number => Encoding.UTF8.GetBytes($$"""{"orderId":"{{number}}"}"""), cancellation);
        await Clusters.UntilSearchableAsync(cluster, cancellation);
        var target = new Uri(peer, Endpoints.PricePath);
        await Load.GetAsync(target, AtOnce, warmup, cancellation);
        var bare = (await Load.GetAsync(target, AtOnce, TimeSpan.FromSeconds(3), cancellation)).OrThrow("The API");
        GC.Collect();
        var before = Machine.ResidentMegabytes(Environment.ProcessId);

        var late = new List<double>(count);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = Listen(seconds =>
        {
            lock (late)
            {
                late.Add(seconds);
                if (late.Count == count)
                    all.TrySetResult();
            }
        });
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ICluster>(cluster)
            .AddConnectorRuntime([typeof(HttpPollingConnector)])
            .Configure<NetworkOptions>(network => network.AllowLoopback = true)
            .BuildServiceProvider();
        var runtime = services.GetRequiredService<InboundSupervisor>();
        await runtime.ReconcileAsync(cancellation);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellation);
        var memory = Machine.ResidentMegabytes(Environment.ProcessId) - before;
        await runtime.StopAsync(CancellationToken.None);

        late.Sort();
        var alone = TimeSpan.FromSeconds(count / bare.PerSecond);
        return
        [
            $"{count:#,0}",
            $"{late[count / 2]:0.00} s",
            $"{late[^1]:0.00} s",
            $"{alone.TotalSeconds:0.00} s",
            $"{late[^1] / alone.TotalSeconds:0.0}",
            $"{memory:0} MB",
            $"{1024 * memory / count:0.0} KB",
        ];
    }

    private static MeterListener Listen(Action<double> late)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "fairlead.polling.lateness")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => late(seconds));
        listener.Start();
        return listener;
    }

    private static string Model(Uri peer) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
                     id="definitions" targetNamespace="http://example.org">
          <message id="message" name="polled">
            <extensionElements><zeebe:subscription correlationKey="=orderId" /></extensionElements>
          </message>
          <process id="{Process}" isExecutable="true">
            <startEvent id="start"><outgoing>f1</outgoing></startEvent>
            <intermediateCatchEvent id="catch">
              <extensionElements>
                <zeebe:properties>
                  <zeebe:property name="inbound.type" value="io.camunda:http-polling:1" />
                  <zeebe:property name="url" value="{new Uri(peer, "/price")}" />
                  <zeebe:property name="queryParameters" value="=&#123;item: orderId&#125;" />
                  <zeebe:property name="httpRequestInterval" value="PT5M" />
                  <zeebe:property name="activationCondition" value="=false" />
                  <zeebe:property name="correlationKeyExpression" value="=body.item" />
                </zeebe:properties>
              </extensionElements>
              <incoming>f1</incoming><outgoing>f2</outgoing>
              <messageEventDefinition id="med" messageRef="message" />
            </intermediateCatchEvent>
            <endEvent id="end"><incoming>f2</incoming></endEvent>
            <sequenceFlow id="f1" sourceRef="start" targetRef="catch" />
            <sequenceFlow id="f2" sourceRef="catch" targetRef="end" />
          </process>
        </definitions>
        """;
}
