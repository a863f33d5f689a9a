using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using Fairlead.Broker;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Protocol;
using Fairlead.Protocol.Remote;
using Fairlead.Server.Attached;
using Fairlead.Server.Examples;
using Fairlead.Server.Starting.Original;
using Fairlead.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Starting;

/// <summary>The life of the process: read settings, open the data folder, listen, stop.</summary>
internal static class ServerProcess
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (!ServerArguments.TryParse(args, out var arguments, out var problem))
        {
            await Console.Error.WriteLineAsync($"{problem} See ./run --help.");
            return WrongUsage;
        }

        if (arguments.WantsHelp || arguments.WantsVersion)
        {
            await Console.Out.WriteLineAsync(arguments.WantsHelp ? ServerArguments.Help : Version);
            return 0;
        }

        string? address = null;
        try
        {
            // Loading takes as long as everything else up to the first request together; there are two cores on every machine.
            var preparing = Task.Run(EmbeddedCluster.Prepare);
            await using var server = Composition.Build(arguments, out var listen);
            address = listen.BaseUrl;
            using var export = OtlpExport.Start(server.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value, server.Configuration);
            await preparing;
            if (server.Services.GetService<RemoteCluster>() is not null)
                await StartAttachedAsync(server, listen);
            else
                await StartAsync(server, arguments, listen);
            await server.WaitForShutdownAsync();
            return 0;
        }
        catch (OperationCanceledException)
        {
            // Told to stop while it waited for its cluster.
            return 0;
        }
        catch (Exception failure) when (failure is StartException or DataFolderException or ConnectorSetupException or ClusterException)
        {
            return await FailAsync(failure.Message);
        }
        catch (Exception failure)
            when (failure is OptionsValidationException or AggregateException or InvalidDataException or InvalidOperationException)
        {
            if (StartException.DescribeConfiguration(failure) is not { } line)
                throw;
            return await FailAsync(line);
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
        {
            return await FailAsync(StartException.DescribeListening(failure, address));
        }
    }

    private static async Task<int> FailAsync(string line)
    {
        await Console.Error.WriteLineAsync($"fairlead: {line}");
        return Failed;
    }

    private static string Version =>
        typeof(ServerProcess).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <remarks>
    /// The first comparison of wanted and actual inbound connectors happens before anybody can connect: a webhook that was there before a
    /// restart is never answered with 404 after it.
    /// </remarks>
    internal static async Task StartAsync(WebApplication server, ServerArguments arguments, ListenAddress listen)
    {
        CheckSettings(server);
        var cluster = await server.Services.GetRequiredService<ClusterHost>().OpenAsync(CancellationToken.None);
        Composition.Map(server, arguments);
        await ReturnOwnJobsAsync(server, cluster);
        var examples = arguments.ExamplesFolders.Count > 0
            ? await ExampleProcesses.DeployAsync(cluster, arguments.ExamplesFolders, CancellationToken.None)
            : null;
        var inbound = server.Services.GetRequiredService<InboundSupervisor>();
        await inbound.ReconcileAsync(CancellationToken.None);
        cluster.DefinitionsChanged += inbound.Wake;
        await ListenAsync(server);
        await Banner.WriteAsync(Console.Out, Console.Error, listen, server.Services, examples);
    }

    /// <remarks>The same with a cluster elsewhere: it may be away for long, and a stop ends the waiting.</remarks>
    private static async Task StartAttachedAsync(WebApplication server, ListenAddress listen)
    {
        CheckSettings(server);
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, stop));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, stop));
        await server.Services.GetRequiredService<ClusterHost>().OpenStoresAsync(stop.Token);
        Composition.MapAttached(server);
        await server.Services.GetRequiredService<AttachedWatch>().WaitAsync(stop.Token);
        await ListenAsync(server);
        await Banner.WriteAttachedAsync(Console.Out, listen, server.Services);
    }

    private static void CheckSettings(WebApplication server)
    {
        server.Services.GetRequiredService<IStartupValidator>().Validate();
        foreach (var remark in server.Services.GetRequiredService<OriginalSettings>().Remarks)
            Log.SettingPassedOver(server.Logger, remark);
    }

    private static void End(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }

    private static async Task ListenAsync(WebApplication server)
    {
        try
        {
            await server.StartAsync();
        }
        catch
        {
            // What had started stops in order; otherwise the connectors complain about a cluster that closes under them.
            await server.StopAsync();
            throw;
        }
    }

    /// <remarks>What our connectors held when this process was killed need not wait for its timeout: nobody else can have it.</remarks>
    private static Task ReturnOwnJobsAsync(WebApplication server, EmbeddedCluster cluster)
    {
        var connectors = server.Services.GetRequiredService<IOptions<ConnectorsOptions>>().Value;
        return cluster.ReturnJobsHeldByAsync(connectors.Worker, connectors.LongestTimeout, CancellationToken.None);
    }
}
