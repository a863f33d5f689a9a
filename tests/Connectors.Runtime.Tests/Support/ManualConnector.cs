using System.Collections.Concurrent;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>Hands its subscription to the test, which plays the source.</summary>
[Connector("test:manual:1", Name = "Manual", Description = "Is played by the test.")]
internal sealed class ManualConnector(ManualSources sources) : ISubscriptionConnector<ManualSettings>
{
    public async Task RunAsync(ManualSettings settings, Subscription subscription, CancellationToken cancellation)
    {
        sources.Running[subscription.Id] = subscription;
        sources.Settings[subscription.Id] = settings;
        subscription.ReportUp();
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        }
        finally
        {
            sources.Running.TryRemove(subscription.Id, out _);
        }
    }
}

internal sealed record ManualSettings
{
    public string Place { get; init; } = "";
}

/// <summary>The subscriptions that run in one runtime, by their ids.</summary>
internal sealed class ManualSources
{
    public ConcurrentDictionary<string, Subscription> Running { get; } = new();

    public ConcurrentDictionary<string, ManualSettings> Settings { get; } = new();
}
