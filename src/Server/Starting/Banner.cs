using Fairlead.Broker;
using Fairlead.Server.Attached;
using Fairlead.Server.Examples;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Starting;

/// <summary>What a person sees once the server runs.</summary>
internal static class Banner
{
    public static Task WriteAttachedAsync(TextWriter output, ListenAddress listen, IServiceProvider services)
    {
        var folder = Path.GetFullPath(services.GetRequiredService<IOptions<BrokerOptions>>().Value.DataFolder);
        var cluster = services.GetRequiredService<IOptions<ClusterOptions>>().Value.Address;
        return output.WriteLineAsync(
            $"Fairlead runs connectors at {listen.BaseUrl} for the cluster at {cluster}; its own data is in {folder}. Stop it with Ctrl+C.");
    }

    public static async Task WriteAsync(
        TextWriter output, TextWriter errors, ListenAddress listen, IServiceProvider services, ExampleProcesses.Outcome? examples)
    {
        var folder = Path.GetFullPath(services.GetRequiredService<IOptions<BrokerOptions>>().Value.DataFolder);
        await output.WriteLineAsync($"Fairlead runs at {listen.BaseUrl}, its data is in {folder}. Stop it with Ctrl+C.");
        if (examples is null)
            return;

        foreach (var problem in examples.Problems)
            await errors.WriteLineAsync(problem);
        if (examples.Deployed.Count is 0)
            return;

        await output.WriteLineAsync(
            $"Examples: {string.Join(", ", examples.Deployed)}. The API that they call is served at {listen.BaseUrl}{ExamplesApi.Path}. "
            + $"For them connectors may call {new Uri(listen.BaseUrl).Authority}; nothing else on this machine or in private networks, unless the "
            + "settings in docs/network.md say so.");
        var usual = new ServerOptions().Address;
        if (examples.Commands is { Length: > 0 } commands)
        {
            var address = listen.BaseUrl == usual ? "" : $"export FAIRLEAD_SERVER={listen.BaseUrl}\n";
            var indented = (address + commands.Replace(usual, listen.BaseUrl, StringComparison.Ordinal)).ReplaceLineEndings("\n  ");
            await output.WriteLineAsync($"\nWhat to do now, in another terminal at the same place; the README of the example says what it shows:\n\n  {indented}");
            return;
        }

        var option = listen.BaseUrl == usual ? "" : $" --server {listen.BaseUrl}";
        await output.WriteLineAsync(
            $$"""

            Start a process by its webhook, then look at what it did:

              curl -X POST {{listen.BaseUrl}}/inbound/order -H 'content-type: application/json' -d '{"orderId":"A-1","item":"tea","quantity":2}'
              ./fairlead instances{{option}}
            """);
    }
}
