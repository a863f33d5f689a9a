using Fairlead.Broker;
using Fairlead.Server.Examples;

using Microsoft.Extensions.Options;

namespace Fairlead.Server;

/// <summary>What the person who started the process reads.</summary>
internal static class Announcement
{
    public static void Print(WebApplication app, ExampleMode examples)
    {
        var address = app.Urls.First();
        var folder = Path.GetFullPath(app.Services.GetRequiredService<IOptions<BrokerOptions>>().Value.DataFolder);
        Console.WriteLine($"Fairlead listens on {address}, data in {folder}. Stop it with Ctrl+C.");
        foreach (var line in examples.NextSteps(address)) Console.WriteLine(line);
    }
}
