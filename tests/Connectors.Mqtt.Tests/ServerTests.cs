using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Mqtt.Tests;

public sealed class ServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_can_be_killed_and_started_again()
    {
        await using var broker = await MosquittoServer.StartAsync(Cancellation);

        Assert.True(await LocalServer.AcceptsAsync(broker.Port, Cancellation));
        await broker.Server.KillAsync();
        Assert.False(await LocalServer.AcceptsAsync(broker.Port, Cancellation));
        await broker.Server.StartAgainAsync(Cancellation);

        Assert.True(await LocalServer.AcceptsAsync(broker.Port, Cancellation));
    }
}
