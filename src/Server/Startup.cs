using System.Net;
using System.Net.Sockets;

using Fairlead.Broker;
using Fairlead.Connectors.Runtime;
using Fairlead.Server.Examples;

using Microsoft.Extensions.Options;

namespace Fairlead.Server;

/// <summary>Starts the one process, and says in one line what is wrong when it cannot.</summary>
internal static class Startup
{
    /// <returns>The exit code: 0 after a graceful end, 1 when it could not start, 2 when the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (Settings.WantsHelp(args)) return Help();
            var builder = WebApplication.CreateSlimBuilder();
            Settings.Add(builder.Configuration, args);
            await using var app = Composition.Build(builder);
            return await RunAsync(app);
        }
        catch (StartProblemException problem)
        {
            return Refuse(problem.Message, problem.ExitCode);
        }
        catch (DataFolderException problem)
        {
            return Refuse(problem.Message);
        }
        catch (ConnectorSetupException problem)
        {
            return Refuse(problem.Message);
        }
        catch (OptionsValidationException problem)
        {
            return Refuse($"The configuration is not valid: {string.Join("; ", problem.Failures)} [CONFIGURATION_INVALID]");
        }
        catch (InvalidOperationException problem) when (problem.InnerException is FormatException or OverflowException or ArgumentException)
        {
            return Refuse($"The configuration is not valid: {problem.Message} {problem.InnerException.Message} [CONFIGURATION_INVALID]");
        }
    }

    private static async Task<int> RunAsync(WebApplication app)
    {
        var addresses = Settings.Addresses(app.Configuration);
        app.Urls.Clear();
        foreach (var address in addresses) app.Urls.Add(address);

        var stopping = app.Lifetime.ApplicationStopping;
        var host = app.Services.GetRequiredService<ClusterHost>();
        var cluster = await host.OpenAsync(stopping);
        Composition.Map(app);
        var examples = app.Services.GetRequiredService<ExampleMode>();
        await examples.DeployAsync(cluster, stopping);
        try
        {
            await app.StartAsync(stopping);
        }
        catch (IOException problem) when (problem.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new StartProblemException(
                $"The address {string.Join(", ", addresses)} is in use by another process. Stop that process, or choose another port "
                + "with --urls http://localhost:PORT. [ADDRESS_IN_USE]");
        }
        catch (SocketException problem)
        {
            throw new StartProblemException(
                $"Cannot listen on {string.Join(", ", addresses)}: {problem.Message}. Choose another address with --urls. [ADDRESS_UNUSABLE]");
        }

        Announcement.Print(app, examples);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static int Refuse(string message, int exitCode = 1)
    {
        Console.Error.WriteLine($"fairlead: {message}");
        return exitCode;
    }

    private static int Help()
    {
        Console.WriteLine(Settings.HelpText);
        return 0;
    }
}

/// <summary>The process cannot start as it was asked to.</summary>
/// <param name="message">What, where, and what to do.</param>
internal sealed class StartProblemException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
