using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Connectors.Runtime.Tests;

public sealed class OutboundLoopTests
{
    [Fact]
    public async Task Jobs_run_at_the_same_time_but_no_more_than_may_be_held()
    {
        var running = new SemaphoreSlim(0);
        var release = new TaskCompletionSource();
        await using var host = await OutboundHost.StartAsync(
            async (_, _) =>
            {
                running.Release();
                await release.Task;
                return null;
            },
            ("Connectors:JobsAtMost", "2"));

        for (var job = 0; job < 3; job++)
            host.Cluster.Give(host.Job());
        await running.WaitAsync(TestContext.Current.CancellationToken);
        await running.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, running.CurrentCount);
        Assert.All(host.Cluster.Log.OfType<ActivateJobs>(), request => Assert.InRange(request.JobsAtMost, 1, 2));

        release.SetResult();
        for (var job = 0; job < 3; job++)
            await host.Cluster.NextAsync<RecordingCluster.Completed>();
    }

    [Fact]
    public async Task Only_the_variables_that_the_connector_reads_are_fetched()
    {
        await using var host = await OutboundHost.AnsweringAsync("1");
        await host.DoAsync<RecordingCluster.Completed>();

        var request = host.Cluster.Log.OfType<ActivateJobs>().First();

        Assert.Equal(["url", "authentication", "body"], request.FetchVariables);
        Assert.Equal(("fairlead", TimeSpan.FromMinutes(5)), (request.Worker, request.Timeout));
    }

    [Theory]
    [InlineData(ClusterError.Unavailable)]
    [InlineData(ClusterError.ResourceExhausted)]
    [InlineData(ClusterError.DeadlineExceeded)]
    public async Task A_result_is_reported_up_to_three_times_when_the_cluster_is_busy(ClusterError error)
    {
        await using var host = await OutboundHost.AnsweringAsync("1");
        var refused = new SemaphoreSlim(0);
        var refusals = 0;
        host.Cluster.Before = command =>
        {
            if (command is not RecordingCluster.Completed || ++refusals > 2)
                return;
            refused.Release();
            throw new ClusterException(error, "busy");
        };

        host.Cluster.Give(host.Job());
        for (var pause = 0; pause < 2; pause++)
        {
            await refused.WaitAsync(TestContext.Current.CancellationToken);
            await Wait.UntilAsync(() => host.Time.NextDue <= TimeSpan.FromSeconds(1));
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await host.Cluster.NextAsync<RecordingCluster.Completed>();
        Assert.Equal(3, refusals);
    }

    [Fact]
    public async Task A_job_that_is_gone_is_dropped_quietly()
    {
        await using var host = await OutboundHost.AnsweringAsync("1");
        host.Cluster.Before = command =>
        {
            if (command is RecordingCluster.Completed { Job.Value: 1 })
                throw new ClusterException(ClusterError.NotFound, "gone");
        };

        host.Cluster.Give(host.Job());
        var next = await host.DoAsync<RecordingCluster.Completed>(host.Job());

        await host.StopAsync();

        Assert.Equal(2, next.Job.Value);
        Assert.Contains("Debug 3002", host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_the_cluster_does_not_accept_becomes_an_incident_and_is_not_repeated_for_ever()
    {
        await using var host = await OutboundHost.AnsweringAsync("1");
        host.Cluster.Before = command =>
        {
            if (command is RecordingCluster.Completed)
                throw new ClusterException(ClusterError.InvalidArgument, "variables too large");
        };

        var failed = await host.DoAsync<RecordingCluster.Failed>();

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("variables too large", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobKind.ExecutionListener)]
    [InlineData(JobKind.TaskListener)]
    public async Task An_error_that_a_listener_cannot_throw_becomes_an_incident_and_is_not_repeated_for_ever(JobKind kind)
    {
        await using var host = await OutboundHost.AnsweringAsync("1");
        host.Cluster.Before = command =>
        {
            if (command is RecordingCluster.Thrown)
                throw new ClusterException(ClusterError.InvalidState, "no errors here");
        };

        var failed = await host.DoAsync<RecordingCluster.Failed>(
            host.Job(headers: ("errorExpression", "=bpmnError(\"E1\", \"odd\")")) with { Kind = kind });

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("'E1'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("no errors here", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_takes_no_more_jobs_and_finishes_those_under_way()
    {
        var called = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var host = await OutboundHost.StartAsync(async (_, _) =>
        {
            called.SetResult();
            await release.Task;
            return null;
        });
        host.Cluster.Give(host.Job());
        await called.Task;

        var stop = host.StopAsync();
        host.Cluster.Give(host.Job());
        release.SetResult();
        await stop;

        Assert.Equal(1, Assert.Single(host.Cluster.Log.OfType<RecordingCluster.Completed>()).Job.Value);
    }

    [Fact]
    public async Task A_stop_that_takes_too_long_abandons_the_jobs_without_a_word_to_the_cluster()
    {
        var called = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var host = await OutboundHost.StartAsync(async (_, cancellation) =>
        {
            called.SetResult();
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellation);
            }
            finally
            {
                ended.SetResult();
            }

            return null;
        });
        host.Cluster.Give(host.Job());
        await called.Task;

        var stop = host.StopAsync();
        await Wait.UntilAsync(() => host.Time.NextDue <= TimeSpan.FromSeconds(20));
        host.Time.Advance(TimeSpan.FromSeconds(20));
        await stop;
        await ended.Task;

        Assert.DoesNotContain(host.Cluster.Log, command => command is not ActivateJobs);
    }

    [Fact]
    public void Two_connectors_of_one_type_are_refused_at_start()
    {
        var duplicate = Assert.Throws<ConnectorSetupException>(() => Catalog(new ConnectorsOptions(), typeof(CallConnector), typeof(CallConnector)));

        Assert.Equal(ConnectorSetupException.Duplicate, duplicate.Code);
    }

    [Fact]
    public void Types_are_enabled_disabled_and_given_further_job_types_by_options()
    {
        var all = new ConnectorsOptions { Aliases = { new JobTypeAlias { JobType = "mine:1", ServedBy = "test:call:1" } } };

        Assert.Equal(["mine:1", "test:call:1"], Types(all));
        Assert.Empty(Types(new ConnectorsOptions { Disabled = { "TEST:call:1" } }));
        Assert.Empty(Types(new ConnectorsOptions { Enabled = { "another" } }));
        Assert.Equal(
            ConnectorSetupException.ListsConflict,
            Assert.Throws<ConnectorSetupException>(() => Types(new ConnectorsOptions { Enabled = { "a" }, Disabled = { "b" } })).Code);
        Assert.Equal(
            ConnectorSetupException.Unknown,
            Assert.Throws<ConnectorSetupException>(() => Types(new ConnectorsOptions { Aliases = { new JobTypeAlias { JobType = "a", ServedBy = "b" } } })).Code);
    }

    [Fact]
    public void Outbound_connectors_are_chosen_by_themselves_and_serve_another_type_in_place_of_their_own()
    {
        Assert.Empty(Types(new ConnectorsOptions { RunsOutbound = false }));
        Assert.Empty(Types(new ConnectorsOptions { OutboundEnabled = { "another" } }));
        Assert.Equal(["test:call:1"], Types(new ConnectorsOptions { OutboundEnabled = { "TEST:call:1" }, RunsWebhooks = false }));
        Assert.Equal(
            ConnectorSetupException.ListsConflict,
            Assert.Throws<ConnectorSetupException>(() => Types(new ConnectorsOptions { OutboundEnabled = { "a" }, Disabled = { "b" } })).Code);

        var instead = new ConnectorsOptions { Aliases = { new JobTypeAlias { JobType = "mine:1", ServedBy = "test:call:1", Instead = true } } };
        Assert.Equal(["mine:1"], Types(instead));
        Assert.Equal(
            ["mine:1 True", "test:call:1 False"],
            Catalog(instead, typeof(CallConnector)).Entries.Select(entry => $"{entry.Type} {entry.IsEnabled}"));
    }

    [Fact]
    public async Task A_type_has_limits_of_its_own()
    {
        var options = new ConnectorsOptions { Types = { new ConnectorTypeOptions { Type = "test:call:1", JobsAtMost = 7, Timeout = TimeSpan.FromSeconds(90) } } };
        await using var host = await OutboundHost.StartAsync(
            (_, _) => Task.FromResult<object?>(1),
            ("Connectors:Types:0:Type", "test:call:1"), ("Connectors:Types:0:JobsAtMost", "7"), ("Connectors:Types:0:Timeout", "00:01:30"));
        await host.DoAsync<RecordingCluster.Completed>();

        ActivateJobs asked;
        lock (host.Cluster.Log)
            asked = host.Cluster.Log.OfType<ActivateJobs>().First();
        Assert.Equal((7, TimeSpan.FromSeconds(90)), (asked.JobsAtMost, asked.Timeout));
        Assert.Equal((250, TimeSpan.FromMinutes(5)), (options.JobsAtMostOf("other"), options.TimeoutOf("other")));
        Assert.Equal(TimeSpan.FromMinutes(5), options.LongestTimeout);
        Assert.Equal(
            ConnectorSetupException.Unknown,
            Assert.Throws<ConnectorSetupException>(() => Types(new ConnectorsOptions { Types = { new ConnectorTypeOptions { Type = "nobody:1" } } })).Code);
    }

    private static IEnumerable<string> Types(ConnectorsOptions options) =>
        Catalog(options, typeof(CallConnector)).Outbound.Select(connector => connector.JobType).Order(StringComparer.Ordinal);

    private static ConnectorCatalog Catalog(ConnectorsOptions options, params Type[] types) => new(
        types,
        options,
        new ServiceCollection()
            .AddSingleton<Func<CallInput, OutboundCall, CancellationToken, Task<object?>>>((_, _, _) => Task.FromResult<object?>(JsonElement.Parse("1")))
            .BuildServiceProvider());

    [Fact]
    public async Task Jobs_are_counted_under_the_names_that_dashboards_know()
    {
        await using var host = await OutboundHost.AnsweringAsync("1");
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == host.Meters && instrument.Name is "camunda.connector.outbound.invocations")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Enqueue($"{tags[0].Value} {tags[1].Value} {tags[2].Value}"));
        listener.Start();

        await host.DoAsync<RecordingCluster.Completed>(("elementTemplateId", "template"));
        await host.StopAsync();

        Assert.Equal(["activated test:call:1 template", "completed test:call:1 template"], counted);
    }
}
