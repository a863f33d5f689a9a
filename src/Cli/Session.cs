using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli;

/// <summary>One run of one command and the server it talks to.</summary>
/// <param name="WantsJson">Standard output is for a program.</param>
internal sealed record Session(ClusterClient Client, Uri Server, bool WantsJson)
{
    /// <summary>Longer than the longest wait that a command asks the server for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(11);

    /// <summary>Lets a command do its work and explains when it cannot.</summary>
    public static void SetAction(Command command, CommonOptions options, Func<Session, ParseResult, CancellationToken, Task> work) =>
        command.SetAction((parsed, cancellation) => RunAsync(options, parsed, work, cancellation));

    private static async Task<int> RunAsync(
        CommonOptions options, ParseResult parsed, Func<Session, ParseResult, CancellationToken, Task> work, CancellationToken cancellation)
    {
        var address = parsed.GetRequiredValue(options.Server);
        try
        {
            using var http = new HttpClient { BaseAddress = Address(address), Timeout = Patience };
            var session = new Session(new ClusterClient(http), http.BaseAddress, parsed.GetValue(options.Json));
            await work(session, parsed, cancellation);
            return ExitCode.Done;
        }
        catch (UsageException wrong)
        {
            Screen.WriteError(wrong.Message);
            return ExitCode.WrongUsage;
        }
        catch (ClusterException unreachable) when (unreachable.InnerException is HttpRequestException)
        {
            Screen.WriteError($"{unreachable.Message}\nStart the server with ./run, or say where it is with --server URL.");
            return ExitCode.NoServer;
        }
        catch (ClusterException refusal)
        {
            Screen.WriteError(refusal.Message);
            return ExitCode.Refused;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Screen.WriteError("Interrupted.");
            return ExitCode.Refused;
        }
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new UsageException($"'{text}' is no address of a server. Give one such as http://localhost:8080.");
}
